import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { bundleProgram } from '../../../src/cli/bundle-program.ts';
import type { ConnectorConfig } from '../../../src/model/connector.ts';
import { parseRecord } from '../../../src/model/record.ts';
import type { StandIn } from '../../support/discord/stand-in.ts';

/** A host's folders with nothing on it but a connector, whose agent is played by the test. */
export interface Desk {
  readonly home: string;
  readonly state: string;
  readonly program: string;
  readonly arguments: readonly string[];
  readonly close: () => Promise<void>;
}

const REPOSITORY = resolve(import.meta.dirname, '../../..');

let text: Promise<string> | null = null;
const bundled = (): Promise<string> => {
  text ??= bundleProgram(REPOSITORY, 'connector-discord').then((made) => made.text);
  return text;
};

export async function makeDesk(
  { api, setup }: StandIn,
  allow: readonly string[],
  channel: string,
): Promise<Desk> {
  const home = await mkdtemp(join(tmpdir(), 'mosaic-connector-'));
  const root = join(home, 'root');
  await mkdir(join(home, 'credentials'), { recursive: true });
  await mkdir(root);
  const tools = { decide: 'no', lifecycle: 'no', look: 'no', probe: 'no', send: 'no' };
  const config: ConnectorConfig = {
    version: 1,
    fleet: 'lab',
    host: 'here',
    name: 'mos-discord',
    kind: 'discord',
    agent: 'mos',
    server: setup.server,
    channel,
    allow: [...allow],
    owners: [],
    mention: false,
    token: 'discord-token',
    api,
  };
  const here = { version: 1, fleet: 'lab', host: 'here', tools };
  await writeFile(join(home, 'credentials/discord-token'), `${setup.token}\n`);
  await writeFile(join(root, 'tools.json'), JSON.stringify(here));
  await writeFile(join(root, 'config.json'), JSON.stringify(config));
  const program = join(home, 'connector-discord');
  await writeFile(program, await bundled());
  return {
    home,
    state: join(home, '.local/state/mosaic/lab'),
    program,
    arguments: [root, 'tools.json', 'config.json', 'launch'],
    close: () => rm(home, { recursive: true, force: true }),
  };
}

export interface Running {
  readonly pid: number;
  readonly said: () => string;
  readonly ended: Promise<NodeJS.Signals | number | null>;
  readonly kill: (signal: NodeJS.Signals) => Promise<void>;
  /** Resolves when its link is up; `false`: it ended before. */
  readonly up: () => Promise<boolean>;
  /** From now on it counts, and dies before the act of number `killAt`. */
  readonly arm: () => Promise<void>;
}

/** Starts the connector; `killAt`: see test/support/kill-at.ts. */
export async function startConnector(desk: Desk, killAt = 0): Promise<Running> {
  const status = join(desk.state, 'connectors/mos-discord/status');
  await rm(status, { force: true });
  const trail = join(desk.home, 'trail');
  await writeFile(trail, '');
  const env = {
    HOME: desk.home,
    PATH: process.env['PATH'],
    CREDENTIALS_DIRECTORY: join(desk.home, 'credentials'),
    MOSAIC_KILL_AT: String(killAt),
    MOSAIC_KILL_TRAIL: trail,
  };
  const kill = join(REPOSITORY, 'test/support/kill-at.ts');
  const child: ChildProcess = spawn(process.execPath, ['--import', kill, desk.program, ...desk.arguments], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said: string[] = [];
  child.stderr?.on('data', (bytes) => void said.push(String(bytes)));
  const ended = once(child, 'exit').then(
    ([code, signal]) => (signal ?? code) as NodeJS.Signals | number | null,
  );
  return {
    pid: child.pid ?? 0,
    said: () => said.join(''),
    ended,
    kill: async (signal) => {
      child.kill(signal);
      await ended;
    },
    up: () =>
      waitUntil(
        () => `its link is up; it says: ${said.join('')}`,
        async () => {
          if (child.exitCode !== null || child.signalCode !== null) return false;
          const record = parseRecord(await readFile(status, 'utf8').catch(() => ''));
          return record['state'] === 'up' ? true : undefined;
        },
      ),
    arm: async () => {
      child.kill('SIGUSR2');
      await waitUntil(
        () => 'it counts',
        async () => (await readFile(trail, 'utf8')).includes('armed') || undefined,
      );
    },
  };
}

export async function readTrail({ home }: Desk): Promise<readonly string[]> {
  return (await readFile(join(home, 'trail'), 'utf8')).split('\n').filter((line) => line !== '');
}

/** Asks again and again until there is an answer. */
export async function waitUntil<T>(
  what: () => string,
  find: () => Promise<T | undefined>,
  withinMs = 60_000,
): Promise<T> {
  const ends = Date.now() + withinMs;
  for (;;) {
    const found = await find();
    if (found !== undefined) return found;
    if (Date.now() > ends) throw new Error(`in vain: ${what()}`);
    await new Promise((resolve) => setTimeout(resolve, 15));
  }
}
