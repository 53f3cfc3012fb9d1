import { type ChildProcess, fork } from 'node:child_process';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type ConnectorFolders, connectorFolders } from '../../../src/host/connector/folders.ts';
import { ledgerPath, mailFolders } from '../../../src/host/put-mail.ts';
import type { ChatRequest, ConnectorConfig } from '../../../src/model/connector.ts';
import type { LedgerEntry, Mail, MailState } from '../../../src/model/mail.ts';
import { MemoryPlatform } from './memory-platform.ts';

export const CONFIG: ConnectorConfig = {
  version: 1,
  fleet: 'home',
  host: 'w-jarvis',
  name: 'mos-chat',
  kind: 'discord',
  agent: 'mos',
  server: 's1',
  channel: 'c1',
  allow: ['ann'],
  owners: ['olga'],
  mention: true,
  token: 'token',
  api: null,
};

export const ANN = { id: 'ann', name: 'Ann', automatic: false };
export const OLGA = { id: 'olga', name: 'Olga', automatic: false };
export const EVE = { id: 'eve', name: 'Ann', automatic: false };

const PROGRAM = new URL('./memory-connector.ts', import.meta.url).pathname;

/** A connector in a process of its own, with its platform and its host in this one; a test is its courier and its agent. */
export class ConnectorProcess {
  readonly platform = new MemoryPlatform();
  readonly home = mkdtempSync(join(tmpdir(), 'mosaic-connector-'));
  readonly config: ConnectorConfig;
  readonly folders: ConnectorFolders;
  child: ChildProcess | null = null;
  errors = '';
  #requests = 0;

  constructor(config: Partial<ConnectorConfig> = {}) {
    this.config = { ...CONFIG, ...config };
    this.folders = connectorFolders(this.home, this.config.fleet, this.config.name);
  }

  start(dieAt: number | null = null): ChildProcess {
    const told = JSON.stringify({ home: this.home, config: this.config, dieAt });
    const env = { ...process.env, NODE_COMPILE_CACHE: join(tmpdir(), 'mosaic-compile-cache') };
    const child = fork(PROGRAM, [told], { env, stdio: ['ignore', 'inherit', 'pipe', 'ipc'] });
    // What is told to one that just died.
    child.on('error', () => {});
    child.stderr?.on('data', (bytes: Buffer) => {
      this.errors += bytes.toString();
    });
    this.platform.serve(child);
    this.child = child;
    return child;
  }

  async kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    const { child } = this;
    if (child === null || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill(signal);
    await ended;
  }

  async remove(): Promise<void> {
    await this.kill();
    rmSync(this.home, { recursive: true, force: true });
  }

  own(name: string): string {
    const path = join(this.folders.own, name);
    return existsSync(path) ? readFileSync(path, 'utf8') : '';
  }

  mails(agent = this.config.agent): readonly Mail[] {
    const folder = mailFolders(this.folders.state, agent).new;
    if (!existsSync(folder)) return [];
    const names = readdirSync(folder).filter((name) => name.endsWith('.json'));
    return names.map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as Mail);
  }

  /** What a courier writes of a mail. */
  ledger({ id, key, to, conversation }: Mail, state: MailState, why = ''): void {
    const entry: LedgerEntry = { id, key, at: Date.now(), state, why, turn: null, conversation };
    const path = ledgerPath(this.folders.state, to);
    mkdirSync(dirname(path), { recursive: true });
    appendFileSync(path, `${JSON.stringify(entry)}\n`);
  }

  answer({ id, to }: Mail, text: string): void {
    const folder = mailFolders(this.folders.state, to).answers;
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, id), text);
  }

  /** What an agent's tool asks. */
  request(request: Record<string, unknown> & { readonly tool: ChatRequest['tool'] }): string {
    this.#requests += 1;
    const id = String(request['id'] ?? `r${this.#requests}`);
    return this.rawRequest(id, JSON.stringify({ id, ...request }));
  }

  rawRequest(id: string, text: string): string {
    const folder = this.chat('requests');
    writeFileSync(join(folder, `.${id}`), text);
    renameSync(join(folder, `.${id}`), join(folder, `${id}.json`));
    return id;
  }

  result(
    id: string,
  ): { readonly outcome: string; readonly why?: string; readonly messages?: readonly string[] } | null {
    const path = join(this.chat('results'), `${id}.json`);
    return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : null;
  }

  chat(name: string): string {
    const folder = join(this.folders.agents, this.config.agent, 'chat', this.config.name, name);
    mkdirSync(folder, { recursive: true });
    return folder;
  }
}

/** Awaits what comes true; says what did not, after a time in which it must. */
export async function until<T>(
  what: string,
  look: () => T | null | undefined | false,
  ms = 20_000,
): Promise<T> {
  const ends = Date.now() + ms;
  for (;;) {
    const found = look();
    if (found !== null && found !== undefined && found !== false) return found;
    if (Date.now() > ends) throw new Error(`not within ${ms} ms: ${what}`);
    await delay(10);
  }
}
