import type { Sandbox } from '../model/fleet.ts';
import { printable } from '../model/printable.ts';

/** What becomes of an agent's rights, e.g. `sandbox on → off (needs docker)`, `may write ~/src`, `not hidden any more ~/.ssh`. */
export function sandboxWords(have: Sandbox, want: Sandbox): readonly string[] {
  if (stateOf(have) !== stateOf(want)) return [`sandbox ${stateOf(have)} → ${stateOf(want)}`];
  return [
    ...words('may write', want.write, have.write),
    ...words('may not write', have.write, want.write),
    ...words('hidden', want.hide, have.hide),
    ...words('not hidden any more', have.hide, want.hide),
  ];
}

function stateOf({ disabled }: Sandbox): string {
  return disabled === null ? 'on' : `off (${printable(disabled)})`;
}

function words(what: string, of: readonly string[], without: readonly string[]): readonly string[] {
  const paths = of.filter((path) => !without.includes(path)).map((path) => printable(path));
  return paths.length === 0 ? [] : [`${what} ${paths.join(' ')}`];
}
