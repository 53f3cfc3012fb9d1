import { type ChildProcess, execFile, spawn } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import { loadPrograms } from '../../src/cli/load-programs.ts';
import type { HostBundle } from '../../src/model/bundle.ts';
import { hostPaths, objectPath } from '../../src/model/host-paths.ts';
import type { Mail } from '../../src/model/mail.ts';
import { nodeVersion } from '../../src/model/needed-harnesses.ts';
import { parseRecord } from '../../src/model/record.ts';
import { bundleOf } from '../generate/support/bundles.ts';
import { agent, fleetOf, sources } from '../generate/support/fleets.ts';
import { type StandIn, startStandIn } from '../support/discord/stand-in.ts';
import { ADA, MOS } from './discord/discord-platform.ts';

// What a bundle says of a connector is run as systemd would run it, with all programs as they are bundled.
const check = join(import.meta.dirname, '../../templates/sh/connector-check.sh');
const UNIT = 'mosaic-home-connector-mos-discord.service';

let discord: StandIn;
let home: string;
let bundle: HostBundle;

beforeAll(async () => {
  discord = await startStandIn();
  home = mkdtempSync(join(tmpdir(), 'mosaic-from-bundle-'));
  const programs = await loadPrograms(['chat-mcp', 'connector-discord', 'courier']);
  const fleet = {
    ...fleetOf('home', [agent('mos', 'h', { orchestrator: true })]),
    connectors: [
      {
        name: 'mos-discord',
        kind: 'discord' as const,
        agent: 'mos',
        host: 'h',
        server: discord.setup.server,
        channel: MOS,
        allow: [ADA],
        owners: [],
        mention: false,
        token: 'discord-token',
        api: discord.api,
      },
    ],
  };
  bundle = bundleOf(fleet, { ...sources, programs }).hosts[0] ?? expect.unreachable();
  const root = join(home, hostPaths.root('home'));
  const put = (path: string, text: string) => {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  };
  for (const { path, sha256, place } of bundle.manifest.files) {
    const text = bundle.artifacts.find((artifact) => artifact.path === path)?.content ?? '';
    if (place === 'object') put(join(root, objectPath(sha256)), text);
    if (place === 'unit') put(join(root, 'current', path), text);
  }
  put(join(root, 'current/manifest.json'), JSON.stringify(bundle.manifest));
  const node = join(home, hostPaths.node('home', nodeVersion(fleet)));
  mkdirSync(dirname(node), { recursive: true });
  symlinkSync(process.execPath, node);
  setToken(discord.setup.token);
});

afterAll(async () => {
  await discord.close();
  rmSync(home, { recursive: true, force: true });
});

function setToken(token: string): void {
  const folder = join(home, hostPaths.credentials('home'), 'current');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'discord-token'), token);
  chmodSync(join(folder, 'discord-token'), 0o600);
}

// The stand-in lives in this process, which must not stand still meanwhile.
async function runCheck(): Promise<unknown> {
  const env = { ...process.env, HOME: home };
  const { stdout } = await promisify(execFile)('sh', [check, 'home', 'mos-discord'], { env });
  return JSON.parse(stdout);
}

test('the connector’s own program says whether the set-up is right', async () => {
  expect(await runCheck()).toEqual([]);
  setToken('wrong');
  onTestFinished(() => setToken(discord.setup.token));
  expect(await runCheck()).toEqual([expect.stringMatching(/token/)]);
});

function startConnector(): ChildProcess {
  const text = bundle.artifacts.find(({ path }) => path === `systemd/${UNIT}`)?.content ?? '';
  const words = [...(/^ExecStart=.*$/m.exec(text)?.[0].matchAll(/"([^"]*)"/g) ?? [])];
  const [program = '', ...args] = words.map(([, word = '']) => word.replace(/^%h/, home));
  const credentials = join(home, hostPaths.credentials('home'), 'current');
  return spawn(program, args, {
    env: { HOME: home, PATH: process.env['PATH'], CREDENTIALS_DIRECTORY: credentials },
  });
}

test('the unit’s command comes up, says so, and makes a mail of what a person says', async () => {
  const child = startConnector();
  const ended = new Promise((resolve) => child.on('close', resolve));
  onTestFinished(async () => {
    child.kill('SIGTERM');
    await ended;
  });
  const state = join(home, hostPaths.state('home'));
  const status = join(state, 'connectors/mos-discord/status');
  await vi.waitUntil(
    () => existsSync(status) && parseRecord(readFileSync(status, 'utf8'))['state'] === 'up',
    {
      timeout: 30_000,
    },
  );
  await discord.control.say({ user: ADA, channel: MOS, text: 'hello mos', files: [] });
  const fresh = join(state, 'mail/mos/new');
  const [name = ''] = await vi.waitUntil(
    () => existsSync(fresh) && readdirSync(fresh).length > 0 && readdirSync(fresh),
    {
      timeout: 30_000,
    },
  );
  const mail = JSON.parse(readFileSync(join(fresh, name), 'utf8')) as Mail;
  expect(mail.from).toMatchObject({ kind: 'chat', connector: 'mos-discord', user: ADA });
  expect(mail.text).toContain('> hello mos');
});

test('the agent’s MCP server starts as the harness is told to start it', async () => {
  const { mcpServers } = JSON.parse(
    bundle.artifacts.find(({ path }) => path === 'agents/mos/mcp.json')?.content ?? '',
  );
  const { command, args } = mcpServers.discord;
  const client = new Client({ name: 'test', version: '1' });
  await client.connect(new StdioClientTransport({ command, args, env: { HOME: home } }));
  onTestFinished(() => client.close());
  expect(client.getServerVersion()?.name).toBe('discord');
  expect((await client.listTools()).tools.map(({ name }) => name)).toContain('reply');
});
