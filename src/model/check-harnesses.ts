import type { FleetInput } from './fleet-input.ts';
import { NODE } from './harness.ts';
import { knownHint } from './nearest.ts';
import type { Problem } from './problem.ts';
import type { RosterDraft } from './written-roster.ts';
import { placeOf } from './yaml-source.ts';

/** Whether what the roster gives versions of are harnesses. */
export function checkHarnesses({ roster, runtimes }: FleetInput, draft: RosterDraft): readonly Problem[] {
  const known = [NODE, ...runtimes.flatMap(({ name, harness }) => (harness === null ? [] : [name]))].sort();
  return Object.keys(draft.harness ?? {}).flatMap((name): Problem[] => {
    if (known.includes(name)) return [];
    const isRuntime = runtimes.some((runtime) => runtime.name === name);
    const message = isRuntime ? `the runtime ${name} installs no harness` : `unknown harness "${name}"`;
    const place = placeOf(roster.source, ['harness', name], 'key');
    return [{ severity: 'error', message, hint: knownHint(name, known), place }];
  });
}
