import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { HostBundle } from '../../src/model/bundle.ts';
import { planHost } from '../../src/provision/plan-host.ts';
import { verdict } from '../../src/provision/verdict.ts';
import { wantedOf } from '../../src/provision/wanted.ts';
import { samples } from './support/drift.ts';
import { FLEET, sampleBundle } from './support/sample-bundle.ts';
import { apply, emptyHost, type SimulatedHost, stage } from './support/simulated-host.ts';

const fleets = samples.map(sampleBundle);

function deployed(bundle: HostBundle): SimulatedHost {
  const host = emptyHost();
  const plan = planHost(bundle, 'h', host.facts);
  stage(host, plan, bundle);
  host.facts.now += 100;
  apply(host, plan.changes, bundle);
  return host;
}

const kindsOf = (wanted: HostBundle | null, { facts }: SimulatedHost) =>
  verdict(wantedOf(wanted, FLEET, 'h'), facts).map(({ kind }) => kind);

test('of a host that is as it was deployed, a newer roster is the only thing to tell', () => {
  fc.assert(
    fc.property(fleets, fleets, (old, wanted) => {
      expect(kindsOf(wanted, deployed(old))).toEqual(old.release === wanted.release ? [] : ['other-release']);
      expect(kindsOf(wanted, emptyHost())).toEqual(['other-release']);
    }),
  );
});

test('what was changed by hand is told beside it', () => {
  fc.assert(
    fc.property(fleets, fleets, (old, wanted) => {
      const host = deployed(old);
      const [link] = Object.keys(host.facts.links).filter((path) => path.startsWith('.config/systemd/user/'));
      if (link === undefined) throw new Error('no link');
      delete (host.facts.links as Record<string, string>)[link];
      expect(kindsOf(wanted, host)).toContain('link-missing');
    }),
  );
});
