import { homedir } from 'node:os';
import { join } from 'node:path';
import { newIdentity, recipientOf } from './age.ts';
import { readPlainFile, writePrivateFile } from './private-file.ts';

/** The operator's age identity: the file that opens `secrets.age`, as `age-keygen` writes it. */
export type IdentityFile =
  | {
      readonly kind: 'identities';
      readonly identities: readonly string[];
      readonly recipients: readonly string[];
    }
  | { readonly kind: 'absent' }
  | { readonly kind: 'fault'; readonly why: string; readonly next: string };

export function identityPath(): string {
  return process.env['MOSAIC_AGE_IDENTITY'] || join(homedir(), '.config/mosaic/identity.age');
}

export async function readIdentityFile(path: string): Promise<IdentityFile> {
  const file = await readPlainFile(path, 100_000);
  if (file.kind === 'fault') {
    if (file.isAbsent) return { kind: 'absent' };
    return { kind: 'fault', why: `cannot read ${path}: ${file.why}`, next: `ls -l ${path}` };
  }
  if ((file.mode & 0o077) !== 0) {
    return { kind: 'fault', why: `others can read the identity ${path}`, next: `chmod 600 ${path}` };
  }
  const lines = Buffer.from(file.bytes).toString('utf8').split(/\r?\n/);
  const identities = lines.map((line) => line.trim()).filter((line) => line !== '' && !line.startsWith('#'));
  const recipients = await Promise.all(identities.map(recipientOf));
  if (identities.length === 0 || recipients.includes(null)) {
    const why = `${path} holds no age identity (AGE-SECRET-KEY-1…, a line each)`;
    return { kind: 'fault', why, next: `age-keygen -o ${path}` };
  }
  return { kind: 'identities', identities, recipients: recipients.filter((one) => one !== null) };
}

/** Makes an identity where there is none; answers with its public half. */
export async function makeIdentityFile(path: string): Promise<string> {
  const { identity, recipient } = await newIdentity();
  await writePrivateFile(path, `# public key: ${recipient}\n${identity}\n`);
  return recipient;
}
