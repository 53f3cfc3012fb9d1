import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path/posix';
import { onTestFinished } from 'vitest';
import { putMail } from '../../../src/host/put-mail.ts';
import { TOOLS } from '../../../src/model/host-tools.ts';
import { parseLedger } from '../../../src/model/ledger.ts';
import type { LedgerEntry, Mail } from '../../../src/model/mail.ts';
import { envObject, type StagedAgent } from '../../templates/support/agent-objects.ts';
import { agent, type Stage, stage } from '../../templates/support/stage.ts';
import { tool } from '../../templates/support/templates.ts';

/** A stage with what a host carries for its courier besides: our scripts, and a release that names the agent. */
export function mailStage(over: Partial<StagedAgent> = {}): Stage {
  const at = stage(over);
  const tools = Object.fromEntries(TOOLS.map((name) => [name, `objects/tool-${name}`]));
  for (const name of TOOLS) writeFileSync(join(at.root, `objects/tool-${name}`), tool(name));
  writeFileSync(
    join(at.root, 'objects/tools'),
    JSON.stringify({ version: 1, fleet: 'f', host: 'here', tools }),
  );
  deploy(at, [agent]);
  return at;
}

let releases = 0;

/** Makes a release with these agents current. */
export function deploy(at: Stage, names: readonly string[]): void {
  releases += 1;
  const release = `releases/${releases}`;
  mkdirSync(join(at.root, release), { recursive: true });
  const agents = names.map((name) => ({
    name,
    environment: envObject(name),
    socket: 'mosaic/aaaaaaaa/bbbbbbbb/tmux',
  }));
  writeFileSync(join(at.root, release, 'manifest.json'), JSON.stringify({ version: 1, agents }));
  symlinkSync(release, join(at.root, 'current.new'));
  renameSync(join(at.root, 'current.new'), join(at.root, 'current'));
}

const PROCESS = join(import.meta.dirname, 'courier-process.ts');

export interface Courier {
  readonly child: ChildProcess;
  /** Resolves to the signal that ended it. */
  readonly ended: Promise<NodeJS.Signals | null>;
  /** What it was about to write, in order. */
  readonly writes: readonly string[];
  readonly stderr: () => string;
}

/** Starts a real courier process; one that is given `dieAt` kills itself before the write of that number. */
export function startCourier(at: Stage, dieAt = 0): Courier {
  const child = spawn(process.execPath, [PROCESS, at.root, 'objects/tools', String(dieAt)], { env: at.env });
  const writes: string[] = [];
  let [left, err] = ['', ''];
  child.stdout.on('data', (bytes: Buffer) => {
    const lines = (left + bytes.toString()).split('\n');
    left = lines.pop() ?? '';
    writes.push(...lines);
  });
  child.stderr.on('data', (bytes: Buffer) => {
    err += bytes.toString();
  });
  const ended = new Promise<NodeJS.Signals | null>((resolve) => {
    child.on('close', (_code, signal) => resolve(signal));
  });
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  return { child, ended, writes, stderr: () => err };
}

export function mailOf(text: string, over: Partial<Mail> = {}): Mail {
  const id = randomBytes(16).toString('hex');
  return {
    version: 1,
    id,
    key: id,
    to: agent,
    from: { kind: 'operator', name: 'somebody' },
    at: Date.now(),
    expires: null,
    hops: 0,
    conversation: null,
    text: `[mosaic mail ${id}]\n${text}`,
    ...over,
  };
}

export function put(at: Stage, mail: Mail): Promise<void> {
  return putMail(stateOf(at), mail);
}

export function stateOf(at: Stage): string {
  return join(at.home, '.local/state/mosaic/f');
}

export function ledgerOf(at: Stage): ReadonlyMap<string, LedgerEntry> {
  try {
    return parseLedger(readFileSync(join(stateOf(at), 'ledger', `${agent}.jsonl`), 'utf8'));
  } catch {
    return new Map();
  }
}

/** The states that a mail went through, as the ledger tells them. */
export function statesOf(at: Stage, { id }: Mail): readonly string[] {
  const text = readFileSync(join(stateOf(at), 'ledger', `${agent}.jsonl`), 'utf8');
  const entries = text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as LedgerEntry);
  return entries.filter((entry) => entry.id === id).map(({ state }) => state);
}

export function answerTo(at: Stage, { id }: Mail): string {
  return readFileSync(join(stateOf(at), 'mail', agent, 'answers', id), 'utf8');
}

/** Names in one of the folders of the agent's mail. */
export function inFolder(at: Stage, folder: 'new' | 'cur' | 'tmp' | 'answers'): readonly string[] {
  return readdirSync(join(stateOf(at), 'mail', agent, folder)).sort();
}
