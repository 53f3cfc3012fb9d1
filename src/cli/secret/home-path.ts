import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/** A path of the roster on this machine: absolute, below the home (`~/`), or relative to the fleet directory. */
export function homePath(dir: string, path: string): string {
  return path.startsWith('~/') ? join(homedir(), path.slice(2)) : resolve(dir, path);
}
