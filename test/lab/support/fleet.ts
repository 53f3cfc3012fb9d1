import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, onTestFinished } from 'vitest';
import type { LabHost } from '../../../src/lab/index.ts';
import { quoteSh } from '../../../src/model/quote-sh.ts';
import {
  argvIn,
  type FleetDirectory,
  fleetDirectory,
  gather,
  writeInventory,
  writeRoster,
} from './fleet-directory.ts';

/** A fleet directory whose inventory is a lab. */
export interface FleetOnLab extends FleetDirectory {
  /** The same command, left running; ends with the test. */
  begin(args: readonly string[], terminal?: boolean): Program;
}

export interface Program {
  readonly child: ChildProcess;
  readonly ended: Promise<unknown>;
  said(): string;
}

// A hook that is asked for within a hook or a test never runs; one of the file does.
const made: string[] = [];
afterAll(() => {
  for (const dir of made) rmSync(dir, { recursive: true, force: true });
});

export function writeFleet(roster: object, hosts: readonly LabHost[]): FleetOnLab {
  const fleet = emptyFleet(hosts);
  writeRoster(fleet.dir, roster);
  return fleet;
}

/** The same without a roster: for `init`. */
export function emptyFleet(hosts: readonly LabHost[]): FleetOnLab {
  const dir = mkdtempSync(join(tmpdir(), 'mosaic-fleet-'));
  made.push(dir);
  writeInventory(dir, hosts);
  return { ...fleetDirectory(dir), begin: (args, terminal = false) => begin(argvIn(dir, args), terminal) };
}

function begin(argv: readonly string[], terminal: boolean): Program {
  const line = `stty rows 40 cols 150; ${[process.execPath, ...argv].map(quoteSh).join(' ')}`;
  const child = terminal
    ? spawn('/usr/bin/script', ['-qec', line, '/dev/null'], {
        env: { ...process.env, SHELL: '/bin/sh', TERM: 'xterm' },
      })
    : spawn(process.execPath, argv);
  onTestFinished(() => void child.kill('SIGKILL'));
  const said = gather(child.stdout);
  return { child, ended: once(child, 'close'), said };
}
