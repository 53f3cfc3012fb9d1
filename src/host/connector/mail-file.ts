import { mkdirSync } from 'node:fs';
import { join } from 'node:path/posix';
import type { Mail } from '../../model/mail.ts';
import { writeWhole } from './small-file.ts';

/** Puts a mail before the courier: `mail/<agent>/new/<id>.json`. The same mail written twice is one. Throws what the system says. */
export function writeMail(folder: string, mail: Mail): void {
  const of = join(folder, mail.to);
  for (const name of ['tmp', 'new']) mkdirSync(join(of, name), { recursive: true, mode: 0o700 });
  const name = `${mail.id}.json`;
  writeWhole(join(of, 'new', name), JSON.stringify(mail), join(of, 'tmp', name));
}
