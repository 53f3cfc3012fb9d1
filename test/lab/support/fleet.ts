import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, onTestFinished } from 'vitest';
import { stringify } from 'yaml';
import type { LabHost } from '../../../src/lab/index.ts';
import { type PsDocument, type PsRow, psSchema } from '../../../src/model/contract-ps.ts';
import { quoteSh } from '../../../src/model/quote-sh.ts';

const MAIN = join(import.meta.dirname, '../../../src/main.ts');

export interface Said {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A fleet directory whose inventory is a lab, and the command that is run in it. */
export interface FleetOnLab {
  readonly dir: string;
  mosaic(args: readonly string[], stdin?: string): Promise<Said>;
  ps(): Promise<PsDocument>;
  row(agent: string): Promise<PsRow>;
  /** The same command, left running; ends with the test. */
  begin(args: readonly string[], terminal?: boolean): Program;
}

export interface Program {
  readonly child: ChildProcess;
  readonly ended: Promise<unknown>;
  said(): string;
}

export function writeFleet(roster: object, hosts: readonly LabHost[]): FleetOnLab {
  const dir = mkdtempSync(join(tmpdir(), 'mosaic-fleet-'));
  afterAll(() => rmSync(dir, { recursive: true, force: true }));
  mkdirSync(join(dir, 'inventory'));
  writeFileSync(join(dir, 'roster.yaml'), stringify({ apiVersion: 'mosaic.fleet/v1', ...roster }));
  const known = hosts.map(({ name, address, port, user, hostKey, identity }) => [
    name,
    { address, port, user, hostKey, identity },
  ]);
  const inventory = { apiVersion: 'mosaic.inventory/v1', hosts: Object.fromEntries(known) };
  writeFileSync(join(dir, 'inventory/hosts.yaml'), stringify(inventory));
  const argv = (args: readonly string[]) => [MAIN, '-C', dir, 'fleet', ...args];
  const ps = async () => psSchema.parse(JSON.parse((await runNode(argv(['ps', '--json']))).stdout));
  return {
    dir,
    mosaic: (args, stdin) => runNode(argv(args), stdin),
    ps,
    row: async (agent) => {
      const row = (await ps()).agents.find((candidate) => candidate.agent === agent);
      if (row === undefined) throw new Error(`ps has no row of ${agent}`);
      return row;
    },
    begin: (args, terminal = false) => begin(argv(args), terminal),
  };
}

async function runNode(argv: readonly string[], stdin = ''): Promise<Said> {
  const child = spawn(process.execPath, argv, { stdio: ['pipe', 'pipe', 'pipe'] });
  child.stdin.on('error', () => undefined).end(stdin);
  const [stdout, stderr] = [gather(child.stdout), gather(child.stderr)];
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, stdout: stdout(), stderr: stderr() };
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

function gather(stream: NodeJS.ReadableStream): () => string {
  const chunks: Buffer[] = [];
  stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  return () => Buffer.concat(chunks).toString('utf8');
}
