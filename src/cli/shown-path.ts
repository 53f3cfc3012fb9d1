import { join, relative } from 'node:path';

/** A path as one would type it from here; problems name files so. */
export function shown(...path: readonly string[]): string {
  const whole = join(...path);
  const near = relative(process.cwd(), whole);
  return near === '' || near.startsWith('../../') ? whole : near;
}
