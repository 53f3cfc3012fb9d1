import { remoteError, type Transport } from '../remote/transport.ts';
import { shCommand } from './sh-command.ts';

const DEADLINE_MS = 15_000;

/** Exit code of a script when the host has no such connector. */
const NO_CONNECTOR = 66;

export interface Awaited {
  readonly fleet: string;
  readonly connector: string;
  /** Hex. */
  readonly salt: string;
  readonly hash: string;
  /** How long the code is good. */
  readonly seconds: number;
}

/** Lets a connector await one person; until when, in seconds since 1970. `null`: it is not deployed there. Rejects with a RemoteError. */
export async function awaitPerson(
  transport: Transport,
  { fleet, connector, salt, hash, seconds }: Awaited,
  script: string,
): Promise<number | null> {
  const command = shCommand(script, fleet, connector, String(seconds));
  const options = { stdin: `${salt} ${hash}\n`, deadlineMs: DEADLINE_MS };
  const { code, stdout, stderr } = await transport.exec(command, options);
  if (code === NO_CONNECTOR) return null;
  const until = Number(Buffer.from(stdout).toString('utf8').trim());
  if (code === 0 && Number.isSafeInteger(until) && until > 0) return until;
  const message = `the code could not be stored${stderr.trim() === '' ? '' : `: ${stderr.trim()}`}`;
  throw remoteError({ code: 'protocol', host: transport.host, message, next: 'mosaic fleet ps' });
}
