import type { ManifestAgent } from '../model/bundle.ts';
import { shCommand } from './sh-command.ts';

type Seated = Pick<ManifestAgent, 'name' | 'socket' | 'unit'>;

// -N: looking must not start a server. The server is the agent's, and could make a client run anything: so the client enters its
// sandbox first (enter.sh), and without a word of systemd there is no client.
const TMUX = '$tmux_way tmux -N -u -S "$XDG_RUNTIME_DIR/$1"';

function enter(script: string): string {
  return `${script}
: "\${XDG_RUNTIME_DIR:=/run/user/$(id -u)}"
export XDG_RUNTIME_DIR
terminal_way "$3" 1`;
}

/** Joins an agent's terminal; `readOnly` takes no key and does not count for its size. `enterScript` is the text of enter.sh. */
export function attachCommand(
  { socket, name, unit }: Seated,
  enterScript: string,
  readOnly: boolean,
): string {
  const attach = `exec ${TMUX} attach-session ${readOnly ? '-r ' : ''}-t "=$2"`;
  return shCommand(`${enter(enterScript)}\n${attach}`, socket, name, unit);
}

/** Ends with 0 when the agent has a terminal. */
export function hasTerminalCommand({ socket, name, unit }: Seated, enterScript: string): string {
  return shCommand(`${enter(enterScript)}\n${TMUX} has-session -t "=$2" 2>/dev/null`, socket, name, unit);
}
