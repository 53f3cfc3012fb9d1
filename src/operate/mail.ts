import type { Mail } from '../model/mail.ts';
import { type HostMail, parseMail } from '../model/mail-rows.ts';
import { remoteError, type Transport } from '../remote/transport.ts';
import { shCommand } from './sh-command.ts';

/** How long reading or putting a mail may take. */
const DEADLINE_MS = 30_000;

/** The mail of a host's agents, or of one of them; `script` is the text of mail.sh. Rejects with a RemoteError. */
export async function mailOn(
  transport: Transport,
  fleet: string,
  agent: string | null,
  script: string,
): Promise<HostMail> {
  const command = shCommand(script, fleet, ...(agent === null ? [] : [agent]));
  const { stdout, stderr } = await transport.exec(command, { deadlineMs: DEADLINE_MS });
  const mail = parseMail(transport.host, Buffer.from(stdout).toString('utf8'));
  if (mail !== null) return mail;
  const message = `its mail cannot be read${said(stderr)}`;
  throw remoteError({
    code: 'protocol',
    host: transport.host,
    message,
    next: `mosaic fleet verify ${transport.host}`,
  });
}

/** What became of a mail that was put before a courier: it is on the host's disk, or there is nothing to put it to. */
export type Queued = 'queued' | 'no-courier' | 'no-agent';

const QUEUED: readonly Queued[] = ['queued', 'no-courier', 'no-agent'];

/** Puts a mail before the courier of an agent's host; `script` is the text of queue.sh. Rejects with a RemoteError. */
export async function queueMail(
  transport: Transport,
  fleet: string,
  mail: Mail,
  script: string,
): Promise<Queued> {
  const command = shCommand(script, fleet, mail.to, mail.id);
  const stdin = `${JSON.stringify(mail)}\n`;
  const { stdout, stderr } = await transport.exec(command, { stdin, deadlineMs: DEADLINE_MS });
  const word = Buffer.from(stdout).toString('utf8').trim();
  const queued = QUEUED.find((known) => known === word);
  if (queued !== undefined) return queued;
  const message = `the message was not queued${said(stderr)}`;
  throw remoteError({
    code: 'protocol',
    host: transport.host,
    message,
    next: `mosaic fleet mail ${mail.to}`,
  });
}

function said(stderr: string): string {
  return stderr.trim() === '' ? '' : `:\n${stderr.trim()}`;
}
