import { expect, test } from 'vitest';
import type { Connector, ConnectorConfig } from '../../src/model/connector.ts';
import type { Fleet } from '../../src/model/fleet.ts';
import { asText, bundleOf, unitTexts } from './support/bundles.ts';
import { agent, fleetOf, sources } from './support/fleets.ts';
import { readBySystemd, verifyUnits } from './support/systemd.ts';

const connector: Connector = {
  name: 'mos-discord',
  kind: 'discord',
  agent: 'mos',
  host: 'w-jarvis',
  server: '1112631390438166618',
  channel: '1517622518662434996',
  allow: ['80351110224678912'],
  owners: ['80351110224678913'],
  mention: false,
  token: 'discord-token',
  api: null,
};
const fleet: Fleet = {
  ...fleetOf('home', [agent('mos', 'w-jarvis', { orchestrator: true }), agent('coder', 'dragon-lin')]),
  secrets: { 'discord-token': { kind: 'command', command: 'pass show where/it/is' } },
  connectors: [connector],
};
const programs = { courier: '// courier\n', 'chat-mcp': '// mcp\n', 'connector-discord': '// discord\n' };
const from = { ...sources, programs };
const bundle = bundleOf(fleet, from);
const [other, own] = bundle.hosts;
const UNIT = 'mosaic-home-connector-mos-discord.service';
const textOf = (path: string) => own?.artifacts.find((artifact) => artifact.path === path)?.content ?? '';

test('the orchestrator’s host alone carries the connector, its programs and a courier', () => {
  const names = (host: typeof own) => host?.manifest.units.map(({ name }) => name) ?? [];
  expect(names(other)).not.toContain('mosaic-home-courier.service');
  expect(names(own)).toEqual(expect.arrayContaining([UNIT, 'mosaic-home-courier.service']));
  expect(other?.manifest.connectors).toEqual([]);
  expect(other?.artifacts.some(({ path }) => path.startsWith('host/'))).toBe(false);
  expect(own?.manifest.connectors).toMatchObject([
    { name: 'mos-discord', secret: 'discord-token', unit: UNIT },
  ]);
});

test('its unit is given its own credential and nothing else, and systemd finds nothing to say of it', () => {
  const text = textOf(`systemd/${UNIT}`);
  expect(text.match(/^LoadCredential=.*$/gm)).toEqual([
    'LoadCredential=discord-token:%h/.config/mosaic/home/credentials/current/discord-token',
  ]);
  const units = own === undefined ? {} : unitTexts(own);
  // Node is not where it will be.
  const runnable = text.replace(/^ExecStart="[^"]+\/node"/m, 'ExecStart=/bin/true');
  expect(verifyUnits({ ...units, [UNIT]: runnable, 'mosaic-home-courier.service': runnable })).toBe('');
  expect(readBySystemd(units).get(UNIT)).toMatch(
    /Command Line: \S+\/bin\/node \S+\/objects\/[0-9a-f]{64} \S+\/mosaic\/home objects\/[0-9a-f]{64} objects\/[0-9a-f]{64} [0-9a-f]{16}\n/,
  );
});

test('what it is told is one object, named by its unit', () => {
  const config = JSON.parse(textOf('connectors/mos-discord.json')) as ConnectorConfig;
  expect(config).toEqual({ version: 1, fleet: 'home', ...connector });
  const file = own?.manifest.files.find(({ path }) => path === 'connectors/mos-discord.json');
  expect(textOf(`systemd/${UNIT}`)).toContain(`"objects/${file?.sha256}"`);
});

test('the orchestrator gets an MCP server named after the platform, the others none', () => {
  const { mcpServers } = JSON.parse(textOf('agents/mos/mcp.json'));
  expect(Object.keys(mcpServers)).toEqual(['discord']);
  const { args } = mcpServers.discord;
  expect(args.slice(-4)).toEqual(['discord', 'home', 'mos', 'mos-discord']);
  const file = own?.manifest.files.find(({ path }) => path === 'agents/mos/mcp.json');
  expect(textOf('agents/mos/env.sh')).toContain(`MOSAIC_MCP='objects/${file?.sha256}'\n`);
  expect(other?.artifacts.find(({ path }) => path === 'agents/coder/env.sh')?.content).toContain(
    "MOSAIC_MCP=''\n",
  );
});

test('a change of who may speak changes the connector and leaves every agent alone', () => {
  const changed = bundleOf({ ...fleet, connectors: [{ ...connector, allow: [] }] }, from);
  const launches = (host: typeof own) =>
    Object.fromEntries(host?.manifest.units.map(({ name, launch }) => [name, launch]) ?? []);
  const differ = Object.keys(launches(own)).filter(
    (name) => launches(own)[name] !== launches(changed.hosts[1])[name],
  );
  expect(differ).toEqual([UNIT]);
});

test('the review shows who may reach whom; where the token is found is nobody’s business', () => {
  expect(bundle.review).toContain(
    '| `mos-discord` | `mos` | discord channel `1517622518662434996` of `1112631390438166618` | `80351110224678912` | `80351110224678913` | `secret:discord-token` |',
  );
  expect(asText(bundle)).not.toContain('where/it/is');
});

test('a template of one’s own cannot leave the credential out', () => {
  const text = sources.units['connector.service.hbs'].replace('LoadCredential={{credential}}\n', '');
  const units = { ...sources.units, 'connector.service.hbs': text };
  expect(() => bundleOf(fleet, { ...from, units })).toThrow('never uses {{credential}}');
});
