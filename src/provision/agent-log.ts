import { hostPaths } from '../model/host-paths.ts';
import { quoteSh } from '../model/quote-sh.ts';
import type { Transport } from '../remote/transport.ts';

/** The last lines of an agent's log; none when it has none. Rejects with a RemoteError. */
export async function lastLines(
  transport: Transport,
  fleet: string,
  agent: string,
  count: number,
): Promise<readonly string[]> {
  const path = `${hostPaths.agentState(fleet, agent)}/log`;
  const script = 'cd && tail -n "$1" -- "$2"';
  const command = ['sh', '-c', script, 'sh', String(count), path].map(quoteSh).join(' ');
  const { stdout } = await transport.exec(command, { deadlineMs: 10_000 });
  const text = Buffer.from(stdout).toString('utf8').trimEnd();
  return text === '' ? [] : text.split('\n');
}
