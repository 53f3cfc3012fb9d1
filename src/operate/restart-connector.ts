import { auditWord } from '../model/lifecycle-outcome.ts';
import { remoteError, type Transport } from '../remote/transport.ts';
import { shCommand } from './sh-command.ts';

const DEADLINE_MS = 60_000;

/** Starts a connector again; `false`: it is not deployed there. Rejects with a RemoteError. */
export async function restartConnector(
  transport: Transport,
  { fleet, connector, by, where }: Readonly<Record<'fleet' | 'connector' | 'by' | 'where', string>>,
  script: string,
): Promise<boolean> {
  const command = shCommand(script, fleet, connector, auditWord(by), auditWord(where));
  const { code, stderr } = await transport.exec(command, { deadlineMs: DEADLINE_MS });
  if (code === 66) return false;
  if (code === 0) return true;
  const { host } = transport;
  const message = `${connector} did not start again: ${stderr.trim() || `exit ${code}`}`;
  throw remoteError({ code: 'protocol', host, message, next: `mosaic fleet verify ${host}` });
}
