import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface UnitFolder {
  readonly root: string;
  readonly env: NodeJS.ProcessEnv;
  readonly remove: () => void;
}

/** A folder that is a whole user's world to systemd: these units and the distribution's, a home and a runtime folder. */
export function unitFolder(units: Readonly<Record<string, string>>): UnitFolder {
  const root = mkdtempSync(join(tmpdir(), 'mosaic-units-'));
  mkdirSync(join(root, 'units'));
  mkdirSync(join(root, 'run'));
  for (const [name, text] of Object.entries(units)) writeFileSync(join(root, 'units', name), text);
  // The manager refuses to be tried by root, and runs as nobody then.
  for (const path of ['.', 'units']) chmodSync(join(root, path), 0o755);
  chmodSync(join(root, 'run'), 0o777);
  const env = {
    PATH: process.env['PATH'],
    LC_ALL: 'C.UTF-8',
    HOME: root,
    XDG_RUNTIME_DIR: join(root, 'run'),
    SYSTEMD_UNIT_PATH: `${join(root, 'units')}:`,
  };
  return { root, env, remove: () => rmSync(root, { recursive: true, force: true }) };
}

/** Everything that `systemd-analyze verify` has to say of the units; it exits 0 on unknown keys, so only silence counts. */
export function verifyUnits(units: Readonly<Record<string, string>>): string {
  const folder = unitFolder(units);
  try {
    const paths = Object.keys(units).map((name) => join(folder.root, 'units', name));
    const args = ['verify', '--user', '--man=no', ...paths];
    const run = spawnSync('systemd-analyze', args, { env: folder.env, encoding: 'utf8' });
    return run.error === undefined && run.status === 0
      ? run.stderr
      : `${run.status} ${run.error}\n${run.stderr}`;
  } finally {
    folder.remove();
  }
}

/** How systemd itself read the units: its own dump of what it would do, by unit. */
export function readBySystemd(units: Readonly<Record<string, string>>): ReadonlyMap<string, string> {
  const folder = unitFolder(units);
  try {
    const manager = ['/usr/lib/systemd/systemd', '--user', '--test'];
    const nobody = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'];
    const [program = '', ...args] = [
      ...(process.getuid?.() === 0 ? nobody : []),
      ...manager,
      ...['--unit=all.target'],
    ];
    const wants = Object.keys(units).map((name) => `Wants=${name}`);
    writeFileSync(join(folder.root, 'units', 'all.target'), ['[Unit]', ...wants, ''].join('\n'));
    const dump = execFileSync(program, args, { env: folder.env, encoding: 'utf8', maxBuffer: 1 << 28 });
    return new Map(dump.split('\n\t-> Unit ').map((part) => [part.slice(0, part.indexOf(':\n')), part]));
  } finally {
    folder.remove();
  }
}
