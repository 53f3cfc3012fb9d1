import type { Runtime } from '../model/runtime.ts';

/** What sh knows of a runtime's screen: `kind TAB pattern` lines in the order in which they win, then `refuse TAB text` lines. */
export function screensText({ screens, input }: Runtime): string {
  const patterns = (['waiting', 'busy', 'idle'] as const).flatMap((kind) =>
    screens[kind].map((pattern) => `${kind}\t${pattern}\n`),
  );
  return [...patterns, ...input.refuseStart.map((text) => `refuse\t${text}\n`)].join('');
}
