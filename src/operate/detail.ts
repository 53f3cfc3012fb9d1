import { hostPaths } from '../model/host-paths.ts';
import { shCommand } from './sh-command.ts';

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
