import { Readable, type Writable } from 'node:stream';
import type { ExecOptions } from './transport.ts';

/** Writes a command's stdin to its end. A command may end without reading it: that is no error here. */
export function feed(writable: Writable, stdin: ExecOptions['stdin'] = ''): void {
  if (typeof stdin === 'string' || stdin instanceof Uint8Array) {
    writable.end(stdin);
    return;
  }
  const source = Readable.from(stdin, { objectMode: false });
  source.on('error', () => writable.end());
  // Whoever gives the bytes must hear that nobody takes them any more.
  writable.on('close', () => source.destroy());
  source.pipe(writable);
}
