import { hostPaths } from '../model/host-paths.ts';
import { quoteSh } from '../model/quote-sh.ts';
import type { Transport } from '../remote/transport.ts';

/** The last lines of an agent's log; none when it has none. Rejects with a RemoteError. */
export function lastLines(
  transport: Transport,
  fleet: string,
  agent: string,
  count: number,
): Promise<readonly string[]> {
  const path = `${hostPaths.agentState(fleet, agent)}/log`;
  return linesOf(transport, 'cd && tail -n "$1" -- "$2"', [String(count), path]);
}

/** The last lines that a unit wrote to the journal, where its user may read that. Rejects with a RemoteError. */
export function lastWords(transport: Transport, unit: string, count: number): Promise<readonly string[]> {
  const script = 'journalctl --user -q --no-pager -o cat -n "$1" "_SYSTEMD_USER_UNIT=$2" 2>/dev/null';
  return linesOf(transport, script, [String(count), unit]);
}

async function linesOf(
  transport: Transport,
  script: string,
  args: readonly string[],
): Promise<readonly string[]> {
  const command = ['sh', '-c', script, 'sh', ...args].map(quoteSh).join(' ');
  const { stdout } = await transport.exec(command, { deadlineMs: 10_000 });
  const text = Buffer.from(stdout).toString('utf8').trimEnd();
  return text === '' ? [] : text.split('\n');
}
