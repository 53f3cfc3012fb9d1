import fc from 'fast-check';
import { unitName } from '../../../src/model/unit-name.ts';
import { bootEntry, pathOf } from '../../../src/provision/paths.ts';
import { FLEET, type Sample } from './sample-bundle.ts';
import type { SimulatedHost } from './simulated-host.ts';

const NAMES = ['a', 'b', 'c', 'd'] as const;

const sampleAgent = fc.record({ memory: fc.constantFrom(1, 2), role: fc.constantFrom('lead', 'coder') });

/** Small fleets that often share most of what they are made of. */
export const samples: fc.Arbitrary<Sample> = fc.record({
  agents: fc.dictionary(fc.constantFrom(...NAMES), sampleAgent, { minKeys: 1, maxKeys: 4 }),
  script: fc.constantFrom('v1', 'v1', 'v1', 'v2'),
  boot: fc.constantFrom('v1', 'v2'),
  recover: fc.constantFrom('v1', 'v2'),
});

/** A hand on the host. `pick` chooses among what is there. */
export interface Meddling {
  readonly act: (typeof ACTS)[number];
  readonly pick: number;
}

const ACTS = [
  'edit-file',
  'remove-file',
  'remove-link',
  'turn-link',
  'stranger-file',
  'stranger-link',
  'drop-in',
  'stop-unit',
  'fail-unit',
  'old-process',
  'old-beat',
  'mark-stopped',
] as const;

export const meddlings: fc.Arbitrary<readonly Meddling[]> = fc.array(
  fc.record({ act: fc.constantFrom(...ACTS), pick: fc.nat(1000) }),
  { maxLength: 4 },
);

export function meddle(host: SimulatedHost, { act, pick }: Meddling): void {
  const { facts } = host;
  const choose = <T>(from: readonly T[]): T | undefined => from[pick % Math.max(1, from.length)];
  const file = choose(Object.keys(facts.files).filter((path) => facts.files[path]?.sha256 !== null));
  const link = choose(Object.keys(facts.links));
  const name = choose(NAMES) ?? 'a';
  const unit = choose(Object.keys(facts.units));
  const stranger = pathOf.entry(unitName.agent(FLEET, choose(['zed', name]) ?? name));
  const have = unit === undefined ? undefined : facts.units[unit];
  switch (act) {
    case 'edit-file':
      if (file !== undefined) facts.files[file] = { sha256: 'e'.repeat(64), mode: 0o644 };
      return;
    case 'drop-in':
      facts.files[pathOf.entry(`${unitName.agent(FLEET, name)}.d/x.conf`)] = {
        sha256: 'd'.repeat(64),
        mode: 0o644,
      };
      return;
    case 'remove-file':
      if (file !== undefined) delete facts.files[file];
      return;
    case 'remove-link':
      if (link !== undefined) delete facts.links[link];
      return;
    case 'turn-link':
      if (link !== undefined) facts.links[link] = '/elsewhere';
      return;
    case 'stranger-file':
      delete facts.links[stranger];
      facts.files[stranger] = { sha256: 'd'.repeat(64), mode: 0o644 };
      return;
    case 'stranger-link':
      delete facts.files[stranger];
      facts.links[stranger] = choose(['/dev/null', bootEntry(FLEET)]) ?? '/dev/null';
      return;
    case 'stop-unit':
      if (unit !== undefined && have !== undefined)
        facts.units[unit] = { ...have, active: 'inactive', pid: null, launch: null };
      return;
    case 'fail-unit':
      if (unit !== undefined && have !== undefined && have.pid !== null) {
        facts.units[unit] = { ...have, active: 'failed', status: 1, pid: null, launch: null };
      }
      return;
    case 'old-process':
      if (unit !== undefined && have?.pid != null) facts.units[unit] = { ...have, launch: '0'.repeat(16) };
      return;
    case 'old-beat': {
      const own = facts.agents[name];
      if (own?.beat != null) facts.agents[name] = { ...own, beat: { ...own.beat, at: '1' } };
      return;
    }
    case 'mark-stopped': {
      const own = facts.agents[name] ?? { stopped: false, beat: null, exit: null, failures: null };
      facts.agents[name] = { ...own, stopped: true };
      const agentUnit = unitName.agent(FLEET, name);
      const running = facts.units[agentUnit];
      if (running !== undefined)
        facts.units[agentUnit] = { ...running, active: 'inactive', pid: null, launch: null };
    }
  }
}
