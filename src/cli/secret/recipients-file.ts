import { join } from 'node:path';
import { readTextFile } from '../text-file.ts';
import { writeTextFile } from '../write-text-file.ts';
import { isRecipient } from './age.ts';

/** Who can open `secrets.age`: `secrets.recipients` in the fleet directory, as `age -R` reads it. */
export interface Recipients {
  readonly path: string;
  readonly text: string;
  readonly recipients: readonly string[];
  /** Lines that are none, by number. */
  readonly faulty: readonly number[];
}

export async function readRecipients(dir: string): Promise<Recipients> {
  const path = join(dir, 'secrets.recipients');
  const file = readTextFile(path);
  const text = file.kind === 'text' ? file.text : '';
  const lines = text.split('\n').map((line) => line.trim());
  const isKey = (line: string) => line !== '' && !line.startsWith('#');
  return {
    path,
    text,
    recipients: [...new Set(lines.filter((line) => isKey(line) && isRecipient(line)))],
    faulty: lines.flatMap((line, index) => (isKey(line) && !isRecipient(line) ? [index + 1] : [])),
  };
}

const HEAD =
  '# Who can open secrets.age, a line each: `mosaic fleet secret share` adds one and encrypts again.\n';

/** Adds recipients that are not there yet, each below a comment that says whose it is. */
export async function addRecipients(
  { path, text, recipients }: Recipients,
  added: readonly string[],
  whose: string,
): Promise<readonly string[]> {
  const fresh = added.filter((recipient) => !recipients.includes(recipient));
  if (fresh.length === 0) return recipients;
  const start = text === '' || text.endsWith('\n') ? text : `${text}\n`;
  const lines = fresh.map((recipient) => `# ${whose}\n${recipient}\n`).join('');
  await writeTextFile(path, `${start === '' ? HEAD : start}${lines}`);
  return [...recipients, ...fresh];
}
