import { MAX_SECRET } from '../../model/secret.ts';
import { cliError, EXIT } from '../cli-error.ts';
import { withoutLastNewline } from './last-newline.ts';

/** Asks for a value without showing it, or reads it from stdin when that is no terminal. Never from the command line: `ps` shows that. */
export async function askValue(name: string): Promise<Uint8Array> {
  if (!process.stdin.isTTY) return withoutLastNewline(await readStdin(name));
  if (!process.stderr.isTTY) {
    const next = `… | mosaic fleet secret set ${name}`;
    throw cliError({ message: 'there is no terminal to ask on', next, exitCode: EXIT.usage });
  }
  const { isCancel, password } = await import('../prompts.ts');
  const answer = await password({ message: `Value of ${name}`, output: process.stderr });
  if (isCancel(answer)) throw cliError({ message: 'nothing was changed' });
  return Buffer.from(answer, 'utf8');
}

async function readStdin(name: string): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of process.stdin) {
    chunks.push(chunk as Buffer);
    size += (chunk as Buffer).length;
    if (size > MAX_SECRET + 1) {
      throw cliError({ message: `secret ${name}: its value is longer than 64 kB; nothing was changed` });
    }
  }
  return Buffer.concat(chunks);
}
