import { cliError, EXIT } from './cli-error.ts';
import type { SharedOptions } from './options.ts';

/** For commands that hand the terminal on: what stands on stdout is not theirs. */
export function refuseJson({ json }: SharedOptions, command: string, next: string): void {
  if (!json) return;
  throw cliError({ message: `${command} is a terminal, and has no --json`, next, exitCode: EXIT.usage });
}
