import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { HostBundle } from '../../src/model/bundle.ts';
import { differences } from '../../src/provision/differences.ts';
import type { Facts } from '../../src/provision/facts.ts';
import { findings } from '../../src/provision/findings.ts';
import type { HostPlan } from '../../src/provision/host-plan.ts';
import { linkTarget, pathOf } from '../../src/provision/paths.ts';
import { planHost } from '../../src/provision/plan-host.ts';
import { wantedOf } from '../../src/provision/wanted.ts';
import { type Meddling, meddle, meddlings, samples } from './support/drift.ts';
import { FLEET, sampleBundle } from './support/sample-bundle.ts';
import { apply, copyHost, emptyHost, type SimulatedHost, stage } from './support/simulated-host.ts';

const wish = fc.option(samples.map(sampleBundle), { nil: null, freq: 6 });

function deploy(host: SimulatedHost, bundle: HostBundle | null): HostPlan {
  const plan = planHost(bundle, 'h', host.facts);
  stage(host, plan, bundle);
  host.facts.now += 100;
  apply(host, plan.changes, bundle);
  return plan;
}

/** A host with an old release on it, and somebody's hands in it. */
function meddledHost(old: HostBundle | null, touched: readonly Meddling[]): SimulatedHost {
  const host = emptyHost();
  deploy(host, old);
  for (const meddling of touched) meddle(host, meddling);
  return host;
}

function check(property: (host: SimulatedHost, bundle: HostBundle | null) => void): void {
  fc.assert(
    fc.property(wish, wish, meddlings, (old, bundle, touched) => property(meddledHost(old, touched), bundle)),
    { numRuns: 1000 },
  );
}

/** A unit that did not run what its file said: once it is stopped, no file can start that again. */
function isLostUnit(word: string, { current, manifests, files, links, units, home }: Facts): boolean {
  if (!word.startsWith('unit ')) return false;
  const unit = word.slice('unit '.length);
  const manifest = current === null ? undefined : manifests[current];
  const file = manifest?.files.find(({ path }) => path === `systemd/${unit}`);
  const launch = manifest?.units.find(({ name }) => name === unit)?.launch;
  const isWhole = files[pathOf.unit(FLEET, current ?? '', unit)]?.sha256 === file?.sha256;
  const isLinked = links[pathOf.entry(unit)] === linkTarget(home, FLEET, unit);
  return file === undefined || !isWhole || !isLinked || units[unit]?.launch !== launch;
}

describe('for any two releases and any drift', () => {
  test('a deploy leaves nothing to find', () => {
    check((host, bundle) => {
      deploy(host, bundle);
      expect(findings(wantedOf(bundle, FLEET, 'h'), host.facts)).toEqual([]);
    });
  });

  test('a second deploy has nothing to do', () => {
    check((host, bundle) => {
      deploy(host, bundle);
      const { stage: staged, changes, drift } = planHost(bundle, 'h', host.facts);
      expect({ staged, changes, drift }).toEqual({ staged: [], changes: [], drift: [] });
    });
  });

  test('a rollback after any of the changes gives back what was', () => {
    fc.assert(
      fc.property(wish, wish, meddlings, fc.nat(20), fc.boolean(), (old, bundle, touched, prefix, twice) => {
        const host = meddledHost(old, touched);
        const before = copyHost(host).facts;
        const plan = planHost(bundle, 'h', host.facts);
        stage(host, plan, bundle);
        apply(host, plan.changes.slice(0, prefix), bundle);
        apply(host, plan.rollback, null);
        if (twice) apply(host, plan.rollback, null);
        const known = differences(before, host.facts).filter((word) => !isLostUnit(word, before));
        expect(known).toEqual([]);
      }),
      { numRuns: 2000 },
    );
  });

  test('an agent whose unit is the same is never restarted, nor by a rollback', () => {
    fc.assert(
      fc.property(samples, samples, fc.nat(20), (old, wanted, prefix) => {
        const host = meddledHost(sampleBundle(old), []);
        const bundle = sampleBundle(wanted);
        const same = bundle.manifest.agents.filter(
          ({ unit, launch }) => host.facts.units[unit]?.launch === launch,
        );
        const pids = () => same.map(({ unit }) => host.facts.units[unit]?.pid);
        const before = pids();
        const plan = planHost(bundle, 'h', host.facts);
        stage(host, plan, bundle);
        apply(host, plan.changes.slice(0, prefix), bundle);
        expect(pids()).toEqual(before);
        apply(host, plan.rollback, null);
        expect(pids()).toEqual(before);
        expect(plan.starts.filter((agent) => same.some(({ name }) => name === agent))).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });
});
