import { parseLedger } from '../model/ledger.ts';
import type { Mail, MailState } from '../model/mail.ts';
import type { Transport } from '../remote/transport.ts';
import { shCommand } from './sh-command.ts';

/** What became of a mail within the time; `null`: the courier has not said a word of it. */
export interface MailTrip {
  readonly state: MailState | null;
  readonly why: string;
  readonly answer: string | null;
}

/** Hands a mail to the courier of its agent's host and waits so many seconds for its end. Rejects with a RemoteError. */
export async function mailTrip(
  transport: Transport,
  fleet: string,
  mail: Mail,
  seconds: number,
  script: string,
): Promise<MailTrip> {
  const command = shCommand(script, fleet, mail.to, mail.id, String(seconds));
  const options = { stdin: JSON.stringify(mail), deadlineMs: (seconds + 15) * 1000 };
  const { code, stdout, stderr } = await transport.exec(command, options);
  const text = Buffer.from(stdout).toString('utf8');
  const end = text.indexOf('\n') + 1;
  if (end === 0) return { state: null, why: stderr.trim() || `exit ${code}`, answer: null };
  const entry = parseLedger(text.slice(0, end)).get(mail.id);
  if (entry === undefined) return { state: null, why: 'the courier has not come to it', answer: null };
  const answer = entry.state === 'answered' ? text.slice(end) : null;
  return { state: entry.state, why: entry.why, answer };
}
