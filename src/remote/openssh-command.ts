import { quoteSh } from '../model/quote-sh.ts';

/*
 * ssh answers 255 for its own failures, for a remote 255 and for every remote signal. So a command is run by a small sh,
 * which says on stderr where it begins and how it ended: `<mark pid>` and `<mark words:code>`. The words are the shell's
 * own, about a signal; there are none after an exit. A sh that keeps silent about signals leaves 128 + number as the code.
 * It is the leader of the session's process group: killing that group ends the command and its children.
 */
const RUN = [
  'printf "<%s %s>" "$1" "$$" >&2',
  'exec 3>&1 4>&2',
  'end=$( { ( exec "${SHELL:-/bin/sh}" -c "$2" >&3 2>&4 3>&- 4>&- ); echo ":$?"; } 2>&1 )',
  'printf "<%s %s>" "$1" "$end" >&2',
].join('\n');

// Ctrl-C is for the command; a trap, unlike ignoring, is not inherited.
const RUN_ON_TERMINAL = 'trap : INT QUIT\n"${SHELL:-/bin/sh}" -c "$1"\nexit $?';

const KILL = 'kill -s KILL -- "-$1"';

/** Runs a command so that `readMarks` can tell how it ended. `mark`: letters and digits that nobody can guess. */
export function markedCommand(mark: string, command: string): string {
  return shCommand(RUN, mark, command);
}

/** Runs a command so that a signal becomes an exit code of 128 and its number. */
export function terminalCommand(command: string): string {
  return shCommand(RUN_ON_TERMINAL, command);
}

/** Kills a marked command and its children; answers 0 when there was something to kill. */
export function killCommand(pid: number): string {
  return shCommand(KILL, `${pid}`);
}

function shCommand(script: string, ...args: readonly string[]): string {
  return `exec /bin/sh -c ${[script, 'sh', ...args].map(quoteSh).join(' ')}`;
}
