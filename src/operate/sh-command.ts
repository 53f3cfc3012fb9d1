import { quoteSh } from '../model/quote-sh.ts';

/** A command line for any login shell that runs a script by its text, with stdin left to the script. */
export function shCommand(script: string, ...args: readonly string[]): string {
  return ['sh', '-c', script, 'mosaic', ...args].map(quoteSh).join(' ');
}
