/** A file (`content`) or a symbolic link (`target`) of an archive; folders come by themselves. */
export type TarEntry =
  | { readonly path: string; readonly mode: number; readonly content: string | Uint8Array }
  | { readonly path: string; readonly target: string };

const BLOCK = 512;

/** A tar archive with nothing in it but what is given: no times, no owners, the same bytes for the same entries. */
export function tar(entries: readonly TarEntry[]): Uint8Array {
  const end = Buffer.alloc(2 * BLOCK);
  return Buffer.concat([...entries.flatMap(entryBlocks), end]);
}

function entryBlocks(entry: TarEntry): Buffer[] {
  const long = longFields(entry);
  const path = fits(entry.path) ? entry.path : 'long';
  if ('target' in entry) {
    const target = fits(entry.target) ? entry.target : 'long';
    return [...long, header({ path, mode: 0o777, size: 0, type: '2', target })];
  }
  const content = bytesOf(entry.content);
  const size = content.length;
  return [...long, header({ path, mode: entry.mode, size, type: '0', target: '' }), ...padded(content)];
}

export function bytesOf(content: string | Uint8Array): Buffer {
  return typeof content === 'string' ? Buffer.from(content, 'utf8') : Buffer.from(content);
}

function fits(field: string): boolean {
  return Buffer.byteLength(field) <= 100;
}

/** What the header has no room for travels in a record of its own, before the entry (POSIX pax). */
function longFields(entry: TarEntry): Buffer[] {
  const fields = { path: entry.path, linkpath: 'target' in entry ? entry.target : '' };
  const records = Object.entries(fields).flatMap(([key, value]) =>
    fits(value) ? [] : [paxRecord(key, value)],
  );
  if (records.length === 0) return [];
  const record = Buffer.from(records.join(''), 'utf8');
  return [
    header({ path: 'pax', mode: 0o444, size: record.length, type: 'x', target: '' }),
    ...padded(record),
  ];
}

function paxRecord(key: string, value: string): string {
  const rest = ` ${key}=${value}\n`;
  return `${lengthWithItself(Buffer.byteLength(rest))}${rest}`;
}

// The length that a record begins with counts its own digits.
function lengthWithItself(rest: number): number {
  const guess = rest + String(rest).length;
  return rest + String(guess).length;
}

function padded(content: Buffer): Buffer[] {
  const gap = (BLOCK - (content.length % BLOCK)) % BLOCK;
  return [content, Buffer.alloc(gap)];
}

interface Header {
  readonly path: string;
  readonly mode: number;
  readonly size: number;
  readonly type: '0' | '2' | 'x';
  readonly target: string;
}

function header({ path, mode, size, type, target }: Header): Buffer {
  const block = Buffer.alloc(BLOCK);
  block.write(path, 0, 100, 'utf8');
  block.write(octal(mode, 8), 100);
  block.write(octal(0, 8), 108);
  block.write(octal(0, 8), 116);
  block.write(octal(size, 12), 124);
  block.write(octal(0, 12), 136);
  // The sum is over a header whose own field for it is blank.
  block.write(' '.repeat(8), 148);
  block.write(type, 156);
  block.write(target, 157, 100, 'utf8');
  block.write('ustar\x0000', 257, 'latin1');
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return block;
}

function octal(value: number, width: number): string {
  return `${value.toString(8).padStart(width - 1, '0')}\0`;
}
