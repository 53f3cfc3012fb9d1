import { readFile } from 'node:fs/promises';
import { execute, executeOrThrow } from './command.ts';

export interface Mount {
  readonly point: string;
  readonly type: string;
  readonly options: string;
}

/** Every mount that this process sees, in the order they were made. */
export async function listMounts(): Promise<readonly Mount[]> {
  return parseMountInfo(await readFile('/proc/self/mountinfo', 'utf8'));
}

export function parseMountInfo(text: string): readonly Mount[] {
  return text
    .split('\n')
    .filter((line) => line.includes(' - '))
    .map((line) => {
      const [before = '', after = ''] = line.split(' - ');
      const [type = '', , options = ''] = after.split(' ');
      return { point: unescapeOctal(before.split(' ')[4] ?? ''), type, options: unescapeOctal(options) };
    });
}

function unescapeOctal(text: string): string {
  return text.replace(/\\([0-7]{3})/g, (_, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 8)),
  );
}

export interface Overlay {
  readonly lower: string;
  readonly upper: string;
  readonly work: string;
  readonly point: string;
}

export async function mountOverlay({ lower, upper, work, point }: Overlay): Promise<void> {
  const options = `lowerdir=${lower},upperdir=${upper},workdir=${work}`;
  await executeOrThrow(['mount', '-t', 'overlay', 'mosaic-lab', '-o', options, point]);
}

/** Unmounts everything at and below `folder`, innermost first. Nothing there is fine. */
export async function unmountBelow(folder: string): Promise<void> {
  const mounts = await listMounts();
  const points = mounts.map((mount) => mount.point).filter((point) => `${point}/`.startsWith(`${folder}/`));
  for (const point of points.toReversed()) {
    const plain = await execute(['umount', point]);
    // A name space that is still being torn down may hold it a moment longer.
    if (plain.code !== 0) await execute(['umount', '--lazy', point]);
  }
}

/** Removes a folder of the lab; never reaches through a mount that is still there. */
export async function removeTree(folder: string): Promise<void> {
  await unmountBelow(folder);
  await executeOrThrow(['rm', '-rf', '--one-file-system', '--', folder]);
}
