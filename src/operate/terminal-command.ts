import type { ManifestAgent } from '../model/bundle.ts';
import { shCommand } from './sh-command.ts';

type Seated = Pick<ManifestAgent, 'name' | 'socket'>;

// -N: looking must not start a server.
const TMUX = 'tmux -N -u -S "${XDG_RUNTIME_DIR:-/run/user/$(id -u)}/$1"';

/** Joins an agent's terminal; `readOnly` takes no key and does not count for its size. */
export function attachCommand({ socket, name }: Seated, readOnly: boolean): string {
  return shCommand(`exec ${TMUX} attach-session ${readOnly ? '-r ' : ''}-t "=$2"`, socket, name);
}

/** Ends with 0 when the agent has a terminal. */
export function hasTerminalCommand({ socket, name }: Seated): string {
  return shCommand(`${TMUX} has-session -t "=$2" 2>/dev/null`, socket, name);
}
