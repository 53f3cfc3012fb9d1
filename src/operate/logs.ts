import { hostPaths } from '../model/host-paths.ts';
import { shCommand } from './sh-command.ts';

// The log before this one fills up what the newer is too short for. A follower ends with its connection, not at its next line.
const SCRIPT = `
if [ ! -f "$1/log" ]; then exit 66; fi
have=$(tail -n "$2" "$1/log" | wc -l)
if [ "$have" -lt "$2" ] && [ -f "$1/log.1" ]; then tail -n "$(($2 - have))" "$1/log.1"; fi
if [ "$3" = follow ]; then exec tail -n "$2" --pid="$PPID" -F "$1/log" 2>/dev/null; fi
exec tail -n "$2" "$1/log"
`;

/** Exit code of the command when the agent has no log. */
export const NO_LOG = 66;

/** Prints the last lines of an agent's log; with `follow`, also those to come, until the connection ends. */
export function logsCommand(fleet: string, agent: string, lines: number, follow: boolean): string {
  const folder = hostPaths.agentState(fleet, agent);
  return `cd && ${shCommand(SCRIPT, folder, String(lines), follow ? 'follow' : 'once')}`;
}

/** Prints an agent's stored session and the last lines of its screen; `screen` is the text of screen.sh. */
export function detailCommand(
  fleet: string,
  agent: { readonly name: string; readonly socket: string },
  screen: string,
): string {
  const script = `${screen}
echo "session=$(head -c 200 "$1/session" 2>/dev/null | head -n 1)"
screen_tail "\${XDG_RUNTIME_DIR:-/run/user/$(id -u)}/$2" "$3"`;
  return `cd && ${shCommand(script, hostPaths.agentState(fleet, agent.name), agent.socket, agent.name)}`;
}

export interface Detail {
  readonly session: string | null;
  /** The last lines of its screen. */
  readonly screen: readonly string[];
}

export function parseDetail(output: string): Detail {
  const [head = '', ...screen] = output.replace(/\n$/, '').split('\n');
  return { session: head.slice('session='.length) || null, screen };
}
