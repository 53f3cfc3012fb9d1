import { spawn } from 'node:child_process';
import { MAX_SECRET } from '../../model/secret.ts';
import { type FoundValue, faulty } from './found-value.ts';
import { withoutLastNewline } from './last-newline.ts';

const DEADLINE_MS = 120_000;

/** Runs a line of sh in the fleet directory; what it prints is the value. It may ask on the terminal. */
export function runCommand(command: string, dir: string): Promise<FoundValue> {
  return new Promise((resolve) => {
    const child = spawn('/bin/sh', ['-c', command], { cwd: dir, stdio: ['inherit', 'pipe', 'pipe'] });
    const out: Buffer[] = [];
    let said = '';
    let size = 0;
    const timer = setTimeout(() => child.kill('SIGKILL'), DEADLINE_MS);
    child.stdout.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= MAX_SECRET + 1) out.push(chunk);
    });
    child.stderr.on('data', (chunk: Buffer) => {
      said = (said + chunk.toString('utf8')).slice(-2000);
    });
    const settle = (found: FoundValue) => {
      clearTimeout(timer);
      resolve(found);
    };
    child.on('error', ({ message }) => settle(faulty(`cannot run sh: ${message}`, `sh -c '${command}'`)));
    child.on('close', (code, signal) => {
      if (code === 0 && size <= MAX_SECRET + 1) {
        settle({ kind: 'value', value: withoutLastNewline(Buffer.concat(out)) });
      } else settle(faulty(whyNot(code, signal, said), command));
    });
  });
}

function whyNot(code: number | null, signal: string | null, said: string): string {
  if (code === 0) return 'the command prints more than 64 kB';
  const how = code === null ? `was ended by ${signal}` : `ended with exit code ${code}`;
  const last = said.trim().split('\n').at(-1) ?? '';
  return `the command ${how}${last === '' ? '' : `: ${last}`}`;
}
