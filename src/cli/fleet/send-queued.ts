import { randomBytes } from 'node:crypto';
import { userInfo } from 'node:os';
import type { SendDocument } from '../../model/contract-agent.ts';
import type { Fleet } from '../../model/fleet.ts';
import type { Mail } from '../../model/mail.ts';
import { queueMail } from '../../operate/mail.ts';
import { cliError, EXIT } from '../cli-error.ts';
import { withHosts } from '../open-hosts.ts';
import type { SharedOptions } from '../options.ts';
import { say } from '../say.ts';
import { findAgent, findHost } from './find-agents.ts';
import { hostScript } from './host-scripts.ts';
import { explainRemote } from './remote-failure.ts';

/** `mosaic fleet send AGENT TEXT --queue`: puts a mail before the courier of the agent's host. */
export async function sendQueued(
  shared: SharedOptions,
  fleet: Fleet,
  name: string,
  text: Uint8Array | string,
  wait: number,
): Promise<void> {
  if (wait > 0)
    throw cliError({
      message: '--queue does not wait for an answer: nothing was sent',
      exitCode: EXIT.usage,
    });
  const host = findHost(fleet, findAgent(fleet, name).host);
  const mail = mailFrom(
    userInfo().username,
    name,
    decoded(text),
    randomBytes(16).toString('hex'),
    Date.now(),
  );
  const queued = await withHosts(async (hosts) =>
    queueMail(await hosts.open(host), fleet.name, mail, hostScript('queue')),
  ).catch((error: unknown) => {
    throw explainRemote(error);
  });
  if (queued === 'no-agent')
    throw cliError({
      message: `${name} is not deployed on ${host.name}; nothing was queued`,
      next: 'mosaic fleet deploy',
    });
  if (queued === 'no-courier')
    throw cliError({
      message: `${host.name} has no courier; nothing was queued. Say mail: true in the roster, and deploy.`,
      next: 'mosaic fleet deploy',
    });
  const outcome = { outcome: 'queued', why: '', turn: null, answer: null } as const;
  const document: SendDocument = { version: 1, agent: name, ...outcome, mail: mail.id };
  say<SendDocument>(
    shared,
    document,
    `queued for ${name} on ${host.name}; how far it is: mosaic fleet mail ${name}\n`,
  );
}

function decoded(text: Uint8Array | string): string {
  if (typeof text === 'string') return text;
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(text);
  } catch {
    throw cliError({ message: 'the message is not valid UTF-8; nothing was queued' });
  }
}

/** A person's message as the agent reads it: who it is from stands above it. */
export function mailFrom(user: string, to: string, text: string, id: string, at: number): Mail {
  return {
    version: 1,
    id,
    key: id,
    to,
    from: { kind: 'operator', name: user },
    at,
    expires: null,
    hops: 0,
    conversation: null,
    text: `[mosaic mail ${id} · from ${user}, who runs this fleet]\n${text}`,
  };
}
