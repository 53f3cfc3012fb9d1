import type { Runtime } from '../model/runtime.ts';

/**
 * What sh knows of a runtime's screen: `kind TAB pattern` lines in the order in which they win, then `refuse TAB text` lines, then
 * the keys of its permission dialog, `allow TAB key` and `deny TAB key` lines.
 */
export function screensText({ screens, input, decide }: Runtime): string {
  const patterns = (['waiting', 'busy', 'idle'] as const).flatMap((kind) =>
    screens[kind].map((pattern) => `${kind}\t${pattern}\n`),
  );
  const keys = (['allow', 'deny'] as const).flatMap((answer) =>
    (decide?.[answer] ?? []).map((key) => `${answer}\t${key}\n`),
  );
  return [...patterns, ...input.refuseStart.map((text) => `refuse\t${text}\n`), ...keys].join('');
}
