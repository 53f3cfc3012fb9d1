import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { checkDocuments } from './documents.ts';

const main = resolve(import.meta.dirname, '../../../src/main.ts');

export interface FleetFolder {
  readonly dir: string;
  readonly write: (path: string, text: string) => void;
  readonly read: (path: string) => string;
  /** Every file below a folder of it, sorted: path and text. */
  readonly tree: (path: string) => Readonly<Record<string, string>>;
  /** Runs `mosaic fleet …` in it, as a process of its own. */
  readonly fleet: (...args: readonly string[]) => {
    readonly status: number | null;
    readonly stdout: string;
    readonly stderr: string;
  };
  readonly remove: () => void;
}

/** A fleet directory of its own below /tmp, with these files. */
export function fleetFolder(files: Readonly<Record<string, string>>): FleetFolder {
  const dir = mkdtempSync(join(tmpdir(), 'mosaic-fleet-'));
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(dir, path)), { recursive: true });
    writeFileSync(join(dir, path), text);
  };
  for (const [path, text] of Object.entries(files)) write(path, text);
  return {
    dir,
    write,
    read: (path) => readFileSync(join(dir, path), 'utf8'),
    tree: (path) => readTree(join(dir, path)),
    fleet: (...args) => runFleet(args, dir),
    remove: () => rmSync(dir, { recursive: true, force: true }),
  };
}

/** Runs `mosaic fleet …` in a folder; `env` is added to the environment. What `--json` gives must keep its contract. */
export function runFleet(
  args: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>> = {},
  input = '',
) {
  const options = { cwd, encoding: 'utf8', input, env: { ...process.env, ...env } } as const;
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, 'fleet', ...args], options);
  if (args.includes('--json')) checkDocuments(['fleet', ...args], stdout);
  return { status, stdout, stderr };
}

export function readTree(folder: string): Readonly<Record<string, string>> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  const paths = entries.map((entry) => join(entry.parentPath, entry.name)).sort();
  return Object.fromEntries(paths.map((path) => [path.slice(folder.length + 1), readFileSync(path, 'utf8')]));
}

export const roster = `apiVersion: mosaic.fleet/v1
fleet: home
defaults: { runtime: echo }
orchestrator: { name: mos, host: w-jarvis }
agents:
  - { name: coder, host: dragon-lin, env: { CI: "1" } }
`;

export const inventory = `apiVersion: mosaic.inventory/v1
hosts:
  w-jarvis: { address: 10.0.0.5, user: jason }
  dragon-lin: { address: 10.0.0.6 }
`;
