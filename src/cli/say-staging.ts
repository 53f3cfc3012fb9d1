import type { SharedOptions } from './options.ts';
import { styleFor } from './style.ts';

/** Says on stderr that what follows is about staging hosts: nobody shall take them for the real ones, or the reverse. */
export function sayStaging(staging: string | null, shared: SharedOptions): void {
  if (staging === null) return;
  const style = styleFor(process.stderr, shared.color);
  process.stderr.write(style.dim(`staging hosts of lab ${staging}, not the real ones\n`));
}
