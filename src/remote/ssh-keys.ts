import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Host } from '../model/host.ts';
import { type Credential, readKeyFile } from './ssh2.ts';

/**
 * Asks the user for the passphrase of a key file; `null`: none is given. `attempt` counts from 1, and grows when the
 * passphrase before was wrong. Never called twice at the same time.
 */
export type AskPassphrase = (path: string, attempt: number) => Promise<string | null>;

export interface LockedKey {
  readonly path: string;
  readonly data: Buffer;
}

/** What this machine can prove itself with to one host. */
export interface Keys {
  /** In the order in which they are tried. */
  readonly ready: readonly Credential[];
  /** Need a passphrase; tried when nothing else was accepted. */
  readonly locked: readonly LockedKey[];
  /** Why the others cannot be used, one phrase each. */
  readonly unusable: readonly string[];
}

const USUAL_FILES = ['~/.ssh/id_ed25519', '~/.ssh/id_ecdsa', '~/.ssh/id_rsa'];
const ATTEMPTS = 3;

/** The host's identity file alone, when the inventory names one; else the agent and the usual files. */
export function findKeys(host: Host): Keys {
  const ready: Credential[] = [];
  const locked: LockedKey[] = [];
  const unusable: string[] = [];
  const socket = process.env['SSH_AUTH_SOCK'];
  if (host.identity === null) {
    if (socket) ready.push({ kind: 'agent', label: 'agent', socket });
    else unusable.push('agent: SSH_AUTH_SOCK is not set');
  }
  for (const path of host.identity === null ? USUAL_FILES : [host.identity]) {
    const data = readOrWhy(fromHome(path));
    if (data instanceof Error) {
      unusable.push(`${path}: ${data.code === 'ENOENT' ? 'no such file' : data.code}`);
      continue;
    }
    const file = readKeyFile(data);
    if (file.state === 'open') ready.push({ kind: 'file', label: path, key: file.key });
    else if (file.state === 'locked') locked.push({ path, data });
    else unusable.push(`${path}: ${file.why}`);
  }
  return { ready, locked, unusable };
}

function readOrWhy(path: string): Buffer | NodeJS.ErrnoException {
  try {
    return readFileSync(path);
  } catch (error) {
    return error as NodeJS.ErrnoException;
  }
}

interface Asked {
  readonly answers: Map<string, Credential>;
  /** The question before: one prompt at a time, though many hosts connect at once. */
  turn: Promise<unknown>;
}

const asked = new WeakMap<AskPassphrase, Asked>();

/** Opens a locked key, asking once for all hosts that want it; a phrase that says why not, when it stays locked. */
export async function unlock(file: LockedKey, ask: AskPassphrase | undefined): Promise<Credential | string> {
  if (ask === undefined) return `${file.path}: encrypted, and there is nobody to ask for its passphrase`;
  const state = asked.get(ask) ?? { answers: new Map(), turn: Promise.resolve() };
  asked.set(ask, state);
  const answer = state.turn.then(async () => {
    const known = state.answers.get(file.path);
    if (known !== undefined) return known;
    const found = await askFor(file, ask);
    if (typeof found !== 'string') state.answers.set(file.path, found);
    return found;
  });
  state.turn = answer.catch(() => undefined);
  return answer;
}

async function askFor(file: LockedKey, ask: AskPassphrase): Promise<Credential | string> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const passphrase = await ask(file.path, attempt);
    if (passphrase === null) return `${file.path}: encrypted, no passphrase given`;
    const opened = readKeyFile(file.data, passphrase);
    if (opened.state === 'open') return { kind: 'file', label: file.path, key: opened.key };
    if (opened.state === 'unusable') return `${file.path}: ${opened.why}`;
  }
  return `${file.path}: encrypted, wrong passphrase ${ATTEMPTS} times`;
}

function fromHome(path: string): string {
  return path.startsWith('~/') ? join(homedir(), path.slice(2)) : path;
}
