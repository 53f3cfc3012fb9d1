import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import type { LabHost } from '../../../src/lab/index.ts';
import { type PsDocument, type PsRow, psSchema } from '../../../src/model/contract-ps.ts';
import { checkDocuments } from '../../cli/support/documents.ts';

const MAIN = join(import.meta.dirname, '../../../src/main.ts');

export interface Said {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A fleet directory, and the command that is run in it. What `--json` gives must keep its contract. */
export interface FleetDirectory {
  readonly dir: string;
  mosaic(args: readonly string[], stdin?: string | Uint8Array): Promise<Said>;
  ps(): Promise<PsDocument>;
  row(agent: string): Promise<PsRow>;
}

export function fleetDirectory(dir: string): FleetDirectory {
  const mosaic = async (args: readonly string[], stdin?: string | Uint8Array) => {
    const said = await runNode(argvIn(dir, args), stdin);
    if (args.includes('--json')) checkDocuments(['fleet', ...args], said.stdout);
    return said;
  };
  const ps = async () => psSchema.parse(JSON.parse((await mosaic(['ps', '--json'])).stdout));
  const row = async (agent: string) => {
    const found = (await ps()).agents.find((candidate) => candidate.agent === agent);
    if (found === undefined) throw new Error(`ps has no row of ${agent}`);
    return found;
  };
  return { dir, mosaic, ps, row };
}

/** Node's arguments of a fleet command in a directory. */
export function argvIn(dir: string, args: readonly string[]): readonly string[] {
  return [MAIN, '-C', dir, 'fleet', ...args];
}

/** Makes the hosts of a lab the inventory of a directory. */
export function writeInventory(dir: string, hosts: readonly LabHost[]): void {
  const known = hosts.map(({ name, address, port, user, hostKey, identity }) => [
    name,
    { address, port, user, hostKey, identity },
  ]);
  const inventory = { apiVersion: 'mosaic.inventory/v1', hosts: Object.fromEntries(known) };
  mkdirSync(join(dir, 'inventory'), { recursive: true });
  writeFileSync(join(dir, 'inventory/hosts.yaml'), stringify(inventory));
}

export function writeRoster(dir: string, roster: object): void {
  const text = stringify({ apiVersion: 'mosaic.fleet/v1', ...roster });
  writeFileSync(join(dir, 'roster.yaml'), text);
}

/** Beats so often that a test need not wait for them. */
export function hastenBeats(dir: string): void {
  const path = join(dir, 'roster.yaml');
  const beats = '\n  heartbeat: { every: 2s, stale: 6s }\n';
  writeFileSync(path, readFileSync(path, 'utf8').replace(/(?<=^defaults:)\n/m, beats));
}

async function runNode(argv: readonly string[], stdin: string | Uint8Array = ''): Promise<Said> {
  const child = spawn(process.execPath, argv, { stdio: ['pipe', 'pipe', 'pipe'] });
  child.stdin.on('error', () => undefined).end(stdin);
  const [stdout, stderr] = [gather(child.stdout), gather(child.stderr)];
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, stdout: stdout(), stderr: stderr() };
}

export function gather(stream: NodeJS.ReadableStream): () => string {
  const chunks: Buffer[] = [];
  stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  return () => Buffer.concat(chunks).toString('utf8');
}
