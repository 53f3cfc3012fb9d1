import { randomBytes } from 'node:crypto';
import type { Connector } from '../../model/connector.ts';
import type { Fleet } from '../../model/fleet.ts';
import { hashPairingCode } from '../../model/pairing-code.ts';
import { awaitPerson } from '../../operate/pair.ts';
import { cliError } from '../cli-error.ts';
import { findHost } from '../fleet/find-agents.ts';
import { hostScript } from '../fleet/host-scripts.ts';
import type { OpenHosts } from '../open-hosts.ts';

/** Letters and digits that nobody takes for one another; 32 of them. */
const ALPHABET = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789';

export interface Paired {
  /** In two groups of five. */
  readonly code: string;
  /** Seconds since 1970, by the host's clock. */
  readonly until: number;
}

/** Makes a code by which one person may speak to the bot in direct messages; the host keeps its hash alone. */
export async function pairPerson(
  fleet: Fleet,
  { name, host }: Connector,
  seconds: number,
  hosts: OpenHosts,
): Promise<Paired> {
  const code = newCode();
  const salt = randomBytes(16).toString('hex');
  const transport = await hosts.open(findHost(fleet, host));
  const awaited = { fleet: fleet.name, connector: name, salt, hash: hashPairingCode(salt, code), seconds };
  const until = await awaitPerson(transport, awaited, hostScript('pair'));
  if (until !== null) return { code, until };
  throw cliError({
    message: `${name} is not deployed on ${host}; no code was made`,
    next: 'mosaic fleet deploy',
  });
}

function newCode(): string {
  const letters = [...randomBytes(10)].map((byte) => ALPHABET[byte % ALPHABET.length] ?? '').join('');
  return `${letters.slice(0, 5)}-${letters.slice(5)}`;
}
