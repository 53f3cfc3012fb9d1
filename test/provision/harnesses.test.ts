import { describe, expect, test } from 'vitest';
import type { HostBundle } from '../../src/model/bundle.ts';
import type { HarnessFacts } from '../../src/provision/facts.ts';
import { isUnchanged } from '../../src/provision/host-plan.ts';
import { parseHarnesses } from '../../src/provision/parse-harnesses.ts';
import { planHost } from '../../src/provision/plan-host.ts';
import { sampleBundle } from './support/sample-bundle.ts';
import { apply, emptyHost, stage } from './support/simulated-host.ts';

const DIGEST = 'a'.repeat(64);
const whole: HarnessFacts = { digest: DIGEST, whole: true };

const plain = sampleBundle({
  agents: { a: { memory: 1, role: 'coder' } },
  script: 'v1',
  boot: 'v1',
  recover: 'v1',
});

function bundleWith(...names: readonly string[]): HostBundle {
  const harnesses = names.map((name) => ({
    name,
    version: '1.0.0',
    path: `harness/${name}/1.0.0`,
    digests: { 'linux-x64': DIGEST },
  }));
  return { ...plain, manifest: { ...plain.manifest, harnesses } };
}

/** A host that runs the bundle, with these harnesses on it. */
function planWith(
  bundle: HostBundle,
  harnesses: Readonly<Record<string, HarnessFacts>>,
  platform = 'linux-x64',
) {
  const host = emptyHost();
  const first = planHost(bundle, 'h', host.facts);
  stage(host, first, bundle);
  apply(host, first.changes, bundle);
  return planHost(bundle, 'h', { ...host.facts, harnesses, platform });
}

describe('a plan', () => {
  test('installs what is missing, Node first, and is nothing when all is there', () => {
    const bundle = bundleWith('claude', 'node');
    const plan = planWith(bundle, {});
    expect(plan.installs.map(({ harness, isRepair }) => [harness, isRepair])).toEqual([
      ['node', false],
      ['claude', false],
    ]);
    expect([plan.stage, plan.changes, isUnchanged(plan)]).toEqual([[], [], false]);
    const done = planWith(bundle, { 'claude@1.0.0': whole, 'node@1.0.0': whole });
    expect([done.installs, done.drift, isUnchanged(done)]).toEqual([[], [], true]);
  });

  test('replaces what was changed, or is of another lock', () => {
    for (const have of [
      { digest: DIGEST, whole: false },
      { digest: 'b'.repeat(64), whole: true },
    ]) {
      const plan = planWith(bundleWith('claude'), { 'claude@1.0.0': have });
      expect(plan.installs).toMatchObject([{ harness: 'claude', digest: DIGEST, isRepair: true }]);
      expect(plan.drift).toEqual([{ kind: 'harness-changed', harness: 'claude', version: '1.0.0' }]);
    }
  });

  test('is refused where it is not locked for such a host', () => {
    const plan = planWith(bundleWith('claude'), {}, 'linux-x64-musl');
    const lack = { kind: 'harness-foreign', harness: 'claude', version: '1.0.0', platform: 'linux-x64-musl' };
    expect([plan.installs, plan.lacks]).toEqual([[], [lack]]);
  });
});

test('of what a host prints only what is complete counts', () => {
  const lines = [
    `tool/1.0.0 ${DIGEST} whole`,
    `node/24.21.0 ${DIGEST} changed`,
    'half/1.0.0  whole',
    `bad name/1.0.0 ${DIGEST} whole`,
  ];
  expect(parseHarnesses(lines)).toEqual({
    'node@24.21.0': { digest: DIGEST, whole: false },
    'tool@1.0.0': whole,
  });
});
