import { armor, Decrypter, Encrypter, generateX25519Identity, identityToRecipient } from 'age-encryption';

/** A new key pair; `identity` is the secret half. */
export async function newIdentity(): Promise<{ readonly identity: string; readonly recipient: string }> {
  const identity = await generateX25519Identity();
  return { identity, recipient: await identityToRecipient(identity) };
}

/** The public half of `AGE-SECRET-KEY-1…`; `null` for what is no such key. */
export async function recipientOf(identity: string): Promise<string | null> {
  return identityToRecipient(identity).catch(() => null);
}

/** Whether a text is a recipient that files can be encrypted for. */
export function isRecipient(text: string): boolean {
  try {
    new Encrypter().addRecipient(text);
    return true;
  } catch {
    return false;
  }
}

/** An armoured file: text that any age reads. `recipients` are all valid. */
export async function encryptFor(recipients: readonly string[], plain: Uint8Array): Promise<string> {
  const encrypter = new Encrypter();
  for (const recipient of recipients) encrypter.addRecipient(recipient);
  return armor.encode(await encrypter.encrypt(plain));
}

/** What a file holds, armoured or not; `null` when none of the identities opens it, or it is no whole age file. */
export async function decryptWith(
  identities: readonly string[],
  file: Uint8Array,
): Promise<Uint8Array | null> {
  const decrypter = new Decrypter();
  try {
    for (const identity of identities) decrypter.addIdentity(identity);
    const text = Buffer.from(file).toString('latin1');
    const isArmoured = text.startsWith('-----BEGIN AGE ENCRYPTED FILE-----');
    return await decrypter.decrypt(isArmoured ? armor.decode(text) : file);
  } catch {
    return null;
  }
}
