import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { HostBundle } from '../../src/model/bundle.ts';
import { unitName } from '../../src/model/unit-name.ts';
import { differences } from '../../src/provision/differences.ts';
import { findings } from '../../src/provision/findings.ts';
import type { HostPlan } from '../../src/provision/host-plan.ts';
import { interruptedBy } from '../../src/provision/interrupts.ts';
import { planHost } from '../../src/provision/plan-host.ts';
import { settled } from '../../src/provision/settled.ts';
import { wantedOf } from '../../src/provision/wanted.ts';
import { samples } from './support/drift.ts';
import { FLEET, sampleBundle } from './support/sample-bundle.ts';
import { apply, copyHost, emptyHost, type SimulatedHost, stage } from './support/simulated-host.ts';

const fleets = samples.map(sampleBundle);
const someAgents = fc.subarray(['a', 'b', 'c', 'd']);

function deploy(host: SimulatedHost, bundle: HostBundle, spared: readonly string[] = []): HostPlan {
  const plan = planHost(bundle, 'h', host.facts, null, spared);
  stage(host, plan, bundle);
  host.facts.now += 100;
  apply(host, plan.changes, bundle);
  return plan;
}

/** Agents that a deploy would restart, out of those who are busy. */
function deferredOf(host: SimulatedHost, bundle: HostBundle, busy: readonly string[]): readonly string[] {
  const { restarts } = interruptedBy(planHost(bundle, 'h', host.facts).changes);
  return busy.filter((agent) => restarts.includes(agent));
}

const pidOf = (host: SimulatedHost, agent: string) => host.facts.units[unitName.agent(FLEET, agent)]?.pid;

describe('for any two releases and any busy agents', () => {
  const check = (
    property: (host: SimulatedHost, wanted: HostBundle, deferred: readonly string[]) => void,
  ): void => {
    fc.assert(
      fc.property(fleets, fleets, someAgents, (old, wanted, busy) => {
        const host = emptyHost();
        deploy(host, old);
        property(host, wanted, deferredOf(host, wanted, busy));
      }),
      { numRuns: 500 },
    );
  };

  test('who is deferred keeps its process, and that is all there is to find', () => {
    check((host, wanted, deferred) => {
      const before = deferred.map((agent) => pidOf(host, agent));
      const plan = deploy(host, wanted, deferred);
      expect(deferred.map((agent) => pidOf(host, agent))).toEqual(before);
      expect(plan.starts.filter((agent) => deferred.includes(agent))).toEqual([]);
      const want = wantedOf(wanted, FLEET, 'h');
      const found = findings(want, host.facts);
      expect(found.map(({ kind, ...rest }) => [kind, 'unit' in rest ? rest.unit : null])).toEqual(
        deferred.map((agent) => ['old-launch', unitName.agent(FLEET, agent)]),
      );
      expect(settled(want, host.facts, { starts: plan.starts, at: host.facts.now })).toEqual({ state: 'ok' });
    });
  });

  test('the next plan says so, is no drift, and finishes it', () => {
    check((host, wanted, deferred) => {
      deploy(host, wanted, deferred);
      const plan = deploy(host, wanted);
      expect(plan.drift).toEqual([]);
      expect(plan.agents).toEqual(
        deferred.map((agent) => ({ mark: '~', agent, text: 'still runs the launch before', restarts: true })),
      );
      expect(interruptedBy(plan.changes)).toEqual({ restarts: deferred, stops: [] });
      expect(findings(wantedOf(wanted, FLEET, 'h'), host.facts)).toEqual([]);
    });
  });

  test('the roster as it was before restarts nobody who was deferred', () => {
    fc.assert(
      fc.property(fleets, fleets, someAgents, (old, wanted, busy) => {
        const host = emptyHost();
        deploy(host, old);
        const deferred = deferredOf(host, wanted, busy);
        deploy(host, wanted, deferred);
        const back = planHost(old, 'h', host.facts);
        expect(interruptedBy(back.changes).restarts.filter((agent) => deferred.includes(agent))).toEqual([]);
        const lagging = back.agents.filter(({ text }) => text.includes('still runs'));
        expect(lagging).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });

  test('a rollback leaves who is deferred alone', () => {
    check((host, wanted, deferred) => {
      const before = copyHost(host).facts;
      const plan = deploy(host, wanted, deferred);
      apply(host, plan.rollback, null);
      expect(differences(before, host.facts)).toEqual([]);
      expect(deferred.map((agent) => pidOf(host, agent))).toEqual(
        deferred.map((agent) => before.units[unitName.agent(FLEET, agent)]?.pid),
      );
    });
  });
});
