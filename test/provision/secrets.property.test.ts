import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { HostBundle } from '../../src/model/bundle.ts';
import { secretValue } from '../../src/model/secret.ts';
import { type Credentials, credentialsOf, secretUsers } from '../../src/provision/credentials.ts';
import { differences } from '../../src/provision/differences.ts';
import { findings } from '../../src/provision/findings.ts';
import { planHost } from '../../src/provision/plan-host.ts';
import { wantedOf } from '../../src/provision/wanted.ts';
import { FLEET, sampleBundle } from './support/sample-bundle.ts';
import { apply, copyHost, emptyHost, type SimulatedHost, stage } from './support/simulated-host.ts';

const NAMES = ['k', 'l'] as const;
const SALT = '5'.repeat(64);

interface Wish {
  readonly bundle: HostBundle;
  readonly credentials: Credentials;
}

const agent = fc.record({
  memory: fc.constantFrom(1, 2),
  role: fc.constant('coder'),
  secrets: fc.subarray([...NAMES]),
});

const connector = fc.record({ channel: fc.constantFrom('7', '8'), secret: fc.constantFrom(...NAMES) });

/** A bundle whose agents and connectors use secrets, and values for them. */
const wishes: fc.Arbitrary<Wish> = fc
  .record({
    agents: fc.dictionary(fc.constantFrom('a', 'b', 'c'), agent, { minKeys: 1, maxKeys: 3 }),
    connectors: fc.dictionary(fc.constantFrom('chat', 'x-agent-a'), connector, { maxKeys: 2 }),
    values: fc.record({ k: fc.constantFrom('1', '2'), l: fc.constantFrom('3', '4') }),
  })
  .map(({ agents, connectors, values }) => {
    const bundle = sampleBundle({ agents, connectors, script: 'v1', boot: 'v1', recover: 'v1' });
    const secrets = new Map(NAMES.map((name) => [name, secretValue(name, Buffer.from(values[name]))]));
    const credentials = credentialsOf(bundle.manifest, secrets, { salt: SALT, isNewSalt: false });
    return { bundle, credentials };
  });

function deploy(host: SimulatedHost, { bundle, credentials }: Wish) {
  const plan = planHost(bundle, 'h', host.facts, credentials);
  stage(host, plan, bundle, credentials);
  host.facts.now += 100;
  apply(host, plan.changes, bundle);
  return plan;
}

function deployed(wish: Wish): SimulatedHost {
  const host = emptyHost();
  deploy(host, wish);
  return host;
}

test('after a deploy nothing is to be found, whether the values are known or not', () => {
  fc.assert(
    fc.property(wishes, wishes, (old, wish) => {
      const host = deployed(old);
      deploy(host, wish);
      expect(findings(wantedOf(wish.bundle, FLEET, 'h', wish.credentials), host.facts)).toEqual([]);
      expect(findings(wantedOf(wish.bundle, FLEET, 'h'), host.facts)).toEqual([]);
      const again = planHost(wish.bundle, 'h', host.facts, wish.credentials);
      expect([again.stage, again.changes, again.secrets, again.drift]).toEqual([[], [], [], []]);
    }),
    { numRuns: 500 },
  );
});

test('only those restart whose unit or whose own secret is another one', () => {
  fc.assert(
    fc.property(wishes, wishes, (old, wish) => {
      const host = deployed(old);
      const before = copyHost(host).facts;
      const plan = planHost(wish.bundle, 'h', host.facts, wish.credentials);
      const started = plan.changes.flatMap((change) =>
        change.kind === 'start' || change.kind === 'restart' ? change.units : [],
      );
      for (const { unit, launch, secrets } of secretUsers(wish.bundle.manifest)) {
        const given = before.secrets.units[unit] ?? {};
        const isSame =
          before.units[unit]?.launch === launch &&
          secrets.every((secret) => given[secret] === wish.credentials.digests[secret]);
        expect([unit, started.includes(unit)]).toEqual([unit, !isSame]);
      }
      const agents = wish.bundle.manifest.agents.filter(({ unit }) => started.includes(unit));
      expect(plan.starts).toEqual(agents.map(({ name }) => name));
    }),
    { numRuns: 500 },
  );
});

test('a rollback after any of the changes gives back the values that ran', () => {
  fc.assert(
    fc.property(wishes, wishes, fc.nat(20), (old, wish, prefix) => {
      const host = deployed(old);
      const before = copyHost(host).facts;
      const plan = planHost(wish.bundle, 'h', host.facts, wish.credentials);
      stage(host, plan, wish.bundle, wish.credentials);
      apply(host, plan.changes.slice(0, prefix), wish.bundle);
      apply(host, plan.rollback, null);
      expect(differences(before, host.facts)).toEqual([]);
      for (const { unit } of secretUsers(old.bundle.manifest)) {
        expect(host.facts.secrets.units[unit]).toEqual(before.secrets.units[unit]);
      }
    }),
    { numRuns: 500 },
  );
});

test('a folder that was edited on the host is brought again', () => {
  const bundle = sampleBundle({
    agents: { a: { memory: 1, role: 'coder', secrets: ['k'] } },
    script: 'v1',
    boot: 'v1',
    recover: 'v1',
  });
  const secrets = new Map([['k', secretValue('k', Buffer.from('1'))]]);
  const credentials = credentialsOf(bundle.manifest, secrets, { salt: SALT, isNewSalt: true });
  const host = deployed({ bundle, credentials });
  const current = credentials.version ?? '';
  host.facts.secrets = { ...host.facts.secrets, versions: { [current]: { k: 'e'.repeat(64) } } };
  const plan = planHost(bundle, 'h', host.facts, credentials);
  expect(plan.drift.map(({ kind }) => kind)).toContain('secrets-edited');
  expect(plan.stage).toEqual([`.config/mosaic/${FLEET}/credentials/${current}`]);
  expect(plan.starts).toEqual([]);
  deploy(host, { bundle, credentials });
  expect(findings(wantedOf(bundle, FLEET, 'h'), host.facts)).toEqual([]);
});
