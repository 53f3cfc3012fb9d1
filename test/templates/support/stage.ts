import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path/posix';
import { onTestFinished } from 'vitest';
import { type FlatRecord, parseRecord } from '../../../src/model/record.ts';
import { agentObjects, envObject, type StagedAgent } from './agent-objects.ts';
import { decideScript, probeScript, sendScript, template } from './templates.ts';

export interface Ended {
  readonly code: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Stage {
  readonly home: string;
  readonly root: string;
  /** The agent's state folder. */
  readonly state: string;
  /** The agent's folder below the runtime directory. */
  readonly run: string;
  readonly socket: string;
  /** Environment of what runs here, as a user manager gives it. */
  readonly env: Readonly<Record<string, string>>;
}

export const agent = 'w-1';
const folder = 'mosaic/aaaaaaaa/bbbbbbbb';

/** A home and a runtime directory of their own, with one agent's objects in them; gone at the test's end. */
export function stage(over: Partial<StagedAgent> = {}): Stage {
  const base = mkdtempSync(join(tmpdir(), 'mosaic-'));
  onTestFinished(() => rmSync(base, { recursive: true, force: true }));
  const [home, runtime] = [join(base, 'home'), join(base, 'run')];
  const root = join(home, '.local/share/mosaic/f');
  const state = join(home, '.local/state/mosaic/f/agents', agent);
  mkdirSync(join(root, 'objects'), { recursive: true });
  mkdirSync(state, { recursive: true });
  mkdirSync(join(runtime, folder), { recursive: true });
  const staged = { fleet: 'f', agent, workdir: '~/work', run: folder, env: {}, ...over };
  for (const [path, text] of Object.entries(agentObjects(staged))) writeFileSync(join(root, path), text);
  const env = { HOME: home, XDG_RUNTIME_DIR: runtime, PATH: '/usr/local/bin:/usr/bin:/bin' };
  return { home, root, state, run: join(runtime, folder), socket: join(runtime, folder, 'tmux'), env };
}

export interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
}

/** Starts one of our scripts by its text. What it leaves running is its own affair: it gets SIGTERM at the test's end. */
export function start(
  at: Stage,
  script: string,
  args: readonly string[],
  stdin: string | Uint8Array = '',
): Running {
  const env = { ...at.env, MOSAIC_ROOT: at.root, MOSAIC_STATE: at.state, MOSAIC_POKE: 'objects/poke.sh' };
  const child = spawn('/bin/sh', ['-c', script, 'mosaic', ...args], { env });
  const ended = new Promise<Ended>((resolve, reject) => {
    const [out, err]: [Buffer[], Buffer[]] = [[], []];
    child.stdout.on('data', (bytes: Buffer) => out.push(bytes));
    child.stderr.on('data', (bytes: Buffer) => err.push(bytes));
    child.on('error', reject);
    child.on('close', (code, signal) => {
      const [stdout, stderr] = [Buffer.concat(out).toString(), Buffer.concat(err).toString()];
      resolve({ code, signal, stdout, stderr });
    });
  });
  // A script that refuses early does not read to the end.
  child.stdin.on('error', () => {});
  child.stdin.end(stdin);
  return { child, ended };
}

/** Starts `agent-run`; stopped at the test's end as systemd stops it. */
export function startAgent(at: Stage): Running {
  const running = start(at, template('sh/agent-run.sh'), [at.root, envObject(agent), 'launch-1']);
  onTestFinished(async () => {
    running.child.kill('SIGTERM');
    await running.ended;
  });
  return running;
}

export function hook(at: Stage, ...pairs: readonly string[]): Promise<Ended> {
  return start(at, template('sh/hook.sh'), pairs).ended;
}

export function probe(at: Stage): Promise<Ended> {
  return start(at, probeScript, [at.root, 'mosaic/aaaaaaaa'], `${agent}\t${folder}\tobjects/screens\n`).ended;
}

export interface Sent {
  readonly outcome: string | undefined;
  readonly why: string | undefined;
  readonly turn: string | undefined;
  readonly answer: string | null;
}

export async function send(at: Stage, message: string | Uint8Array, wait = 0): Promise<Sent> {
  const ended = await start(at, sendScript, [at.root, envObject(agent), String(wait)], message).ended;
  const cut = ended.stdout.indexOf('\n\n');
  const record = parseRecord(cut < 0 ? ended.stdout : ended.stdout.slice(0, cut));
  if (record['outcome'] === undefined) throw new Error(`send said nothing: ${ended.stderr}`);
  const answer = cut < 0 ? null : ended.stdout.slice(cut + 2);
  return { outcome: record['outcome'], why: record['why'], turn: record['turn'], answer };
}

/** Answers the permission dialog; `fingerprint` is empty for whichever is open. */
export async function decide(at: Stage, decision: 'allow' | 'deny', fingerprint = ''): Promise<FlatRecord> {
  const ended = await start(at, decideScript, [at.root, envObject(agent), decision, fingerprint]).ended;
  return parseRecord(ended.stdout);
}

/** A flat record; empty where there is none. */
export function readRecord(...path: readonly string[]): FlatRecord {
  try {
    return parseRecord(readFileSync(join(...path), 'utf8'));
  } catch {
    return {};
  }
}
