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
