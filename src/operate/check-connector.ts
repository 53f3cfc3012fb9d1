import type { Transport } from '../remote/transport.ts';
import { shCommand } from './sh-command.ts';

const DEADLINE_MS = 45_000;

/** What is wrong with a connector's set-up at its platform; none: nothing is. Rejects with a RemoteError. */
export async function checkConnector(
  transport: Transport,
  fleet: string,
  connector: string,
  script: string,
): Promise<readonly string[]> {
  const command = shCommand(script, fleet, connector);
  const { code, stdout, stderr } = await transport.exec(command, { deadlineMs: DEADLINE_MS });
  if (code === 66) return ['it is not deployed'];
  if (code === 69) return ['its Node is not on the host'];
  const faults = parseFaults(Buffer.from(stdout).toString('utf8'));
  if (code === 0 && faults !== null) return faults;
  const said = stderr.trim().split('\n').slice(-3).join('\n');
  return [`its program could not tell (exit ${code})${said === '' ? '' : `: ${said}`}`];
}

function parseFaults(text: string): readonly string[] | null {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) && value.every((fault) => typeof fault === 'string') ? value : null;
  } catch {
    return null;
  }
}
