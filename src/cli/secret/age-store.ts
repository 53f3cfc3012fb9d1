import { hostname, userInfo } from 'node:os';
import { join } from 'node:path';
import { cliError } from '../cli-error.ts';
import { shown } from '../shown-path.ts';
import { decryptWith, encryptFor } from './age.ts';
import { type AgeValues, ageDocument, parseAgeDocument } from './age-document.ts';
import { identityPath, makeIdentityFile, readIdentityFile } from './identity-file.ts';
import { readPlainFile, writePrivateFile } from './private-file.ts';
import { addRecipients, readRecipients } from './recipients-file.ts';

export type AgeStore =
  | { readonly kind: 'open'; readonly values: AgeValues; readonly isNew: boolean }
  | { readonly kind: 'fault'; readonly why: string; readonly next: string };

const MOST = 8_000_000;

function storePath(dir: string): string {
  return join(dir, 'secrets.age');
}

/** Opens `secrets.age` of a fleet directory; one that is not there is empty. */
export async function openStore(dir: string): Promise<AgeStore> {
  const path = storePath(dir);
  const file = await readPlainFile(path, MOST);
  if (file.kind === 'fault' && file.isAbsent) return { kind: 'open', values: new Map(), isNew: true };
  if (file.kind === 'fault') return fault(`cannot read ${shown(path)}: ${file.why}`, `ls -l ${shown(path)}`);
  const identity = await readIdentityFile(identityPath());
  if (identity.kind === 'fault') return identity;
  if (identity.kind === 'absent') {
    const why = `there is no identity at ${identityPath()}, and only one of its recipients opens ${shown(path)}`;
    return fault(why, `age-keygen -o ${identityPath()}, and let somebody who can open it add you: ${SHARE}`);
  }
  const plain = await decryptWith(identity.identities, file.bytes);
  if (plain === null) {
    const why = `${identityPath()} does not open ${shown(path)}: it is none of its recipients, or the file is damaged`;
    return fault(
      why,
      `let somebody who can open it type  ${SHARE.replace('RECIPIENT', identity.recipients[0] ?? '')}`,
    );
  }
  const values = parseAgeDocument(plain);
  if (values !== null) return { kind: 'open', values, isNew: false };
  return fault(
    `${shown(path)} opens, but holds no JSON of names and values`,
    'put back an earlier one from git',
  );
}

const SHARE = 'mosaic fleet secret share RECIPIENT';

/** What a save did besides: a new identity was made, or somebody else can open the file now. */
export interface Saved {
  /** Where an identity was made, since there was none. */
  readonly madeIdentity: string | null;
  readonly recipients: readonly string[];
}

/**
 * Encrypts all values for everybody in `secrets.recipients` and writes the file. The first time it makes the operator's identity.
 * Throws a CliError when the identity or the recipients are faulty.
 */
export async function saveStore(
  dir: string,
  values: AgeValues,
  added: readonly string[] = [],
): Promise<Saved> {
  const path = identityPath();
  let identity = await readIdentityFile(path);
  const madeIdentity = identity.kind === 'absent' ? path : null;
  if (identity.kind === 'absent') {
    await makeIdentityFile(path);
    identity = await readIdentityFile(path);
  }
  if (identity.kind === 'absent') throw new Error(`the identity that was made at ${path} is gone`);
  if (identity.kind === 'fault') throw cliError({ message: identity.why, next: identity.next });
  const known = await readRecipients(dir);
  const [faulty] = known.faulty;
  if (faulty !== undefined) {
    const message = `${shown(known.path)}:${faulty} is no age recipient (age1…); nothing was changed`;
    throw cliError({ message, next: { edit: shown(known.path) } });
  }
  const isMine = identity.recipients.some((recipient) => known.recipients.includes(recipient));
  const mine = isMine ? [] : identity.recipients.slice(0, 1);
  await addRecipients(known, mine, `${userInfo().username}@${hostname()}`);
  const recipients = await addRecipients(await readRecipients(dir), added, 'shared');
  await writePrivateFile(storePath(dir), await encryptFor(recipients, ageDocument(values)));
  return { madeIdentity, recipients };
}

function fault(why: string, next: string): AgeStore {
  return { kind: 'fault', why, next };
}
