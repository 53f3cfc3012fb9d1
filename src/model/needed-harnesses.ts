import { byCodeUnit } from './by-code-unit.ts';
import type { Fleet } from './fleet.ts';
import { type Harness, NODE, NODE_PACKAGE } from './harness.ts';
import { programsOn } from './host-programs.ts';
import type { Runtime } from './runtime.ts';

/** The harnesses that a host needs for its agents and for programs of ours, in the versions that the roster says, sorted by name. */
export function neededHarnesses(
  fleet: Fleet,
  host: string,
  runtimes: readonly Runtime[],
): readonly Harness[] {
  const used = new Set(fleet.agents.filter((agent) => agent.host === host).map(({ runtime }) => runtime));
  const own = runtimes.flatMap(({ name, harness }) =>
    harness === null || !used.has(name) ? [] : [{ ...harness, name }],
  );
  const node = { ...NODE_PACKAGE, name: NODE };
  const all =
    programsOn(fleet, host).length > 0 || own.some((harness) => harness.node) ? [...own, node] : own;
  return all
    .map((harness) => ({ ...harness, version: fleet.harnesses[harness.name] ?? harness.version }))
    .sort((a, b) => byCodeUnit(a.name, b.name));
}

/** The version of Node that a fleet's hosts get. */
export function nodeVersion({ harnesses }: Pick<Fleet, 'harnesses'>): string {
  return harnesses[NODE] ?? NODE_PACKAGE.version;
}
