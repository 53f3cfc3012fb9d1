import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { commandContracts } from '../../src/model/contracts.ts';
import { readTracked } from '../house/tracked-files.ts';
import { type FleetFolder, fleetFolder, roster, runFleet } from './support/fleet-folder.ts';
import { leafCommands } from './support/leaf-commands.ts';

// Nothing listens on port 1. A failure is a document too; `runFleet` holds each against its contract.
const HOSTS = `apiVersion: mosaic.inventory/v1
hosts:
  w-jarvis: { connection: local }
  dragon-lin:
    address: 127.0.0.1
    port: 1
    hostKey: ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKHEChlfKKUDBSp0LF5v4uTQaZPRVv3ROr9GQl0R0QLR
`;

let folder: FleetFolder;
beforeEach(() => {
  folder = fleetFolder({
    'roster.yaml': roster.replaceAll('w-jarvis', 'dragon-lin'),
    'inventory/hosts.yaml': HOSTS,
  });
});
afterEach(() => folder.remove());

function json(...args: readonly string[]) {
  const env = { MOSAIC_AGE_IDENTITY: join(folder.dir, 'identity') };
  const { stdout, status } = runFleet([...args, '--json'], folder.dir, env);
  return { status, document: JSON.parse(stdout) as Readonly<Record<string, unknown>> };
}

test('the table of contracts names every command', () => {
  const own = leafCommands().then((paths) => paths.filter((path) => path !== 'fleet schema'));
  return expect(own).resolves.toEqual(Object.keys(commandContracts));
});

test('docs/json.md lists every command with its schema', () => {
  const row = /^\| `mosaic ([a-z ]+)` \| (.*) \|$/gm;
  const listed = [...readTracked('docs/json.md').matchAll(row)].map(([, command = '', cell = '']) => [
    command,
    [...cell.matchAll(/schema\/([a-z-]+)\.schema\.json/g)].map(([, name]) => name),
  ]);
  expect(Object.fromEntries(listed)).toEqual({ ...commandContracts, 'fleet schema': [] });
});

test.each([
  [['init', 'other', '--preset', 'coding']],
  [['presets']],
  [['presets', 'show', 'coding']],
  [['presets', 'copy', 'coding', 'mine']],
  [['host', 'list']],
  [['host', 'add', 'here', 'local']],
  [['host', 'rm', 'w-jarvis']],
  [['host', 'trust', 'w-jarvis']],
  [['secret', 'set', 'path', '--from', 'env:PATH']],
  [['secret', 'list']],
  [['secret', 'test']],
  [['connector', 'add', 'discord:server=1112631390438166618,channel=1517622518662434996']],
  [['connector', 'list']],
  [['runtimes']],
  [['harness', 'list']],
  [['harness', 'lock']],
  [['generate']],
])('%j prints one document', (args) => {
  const { status, document } = json(...args);
  expect([status, document['error']]).toEqual([0, undefined]);
});

test('secrets that are kept here', () => {
  const keep = (...args: readonly string[]) => {
    const env = { MOSAIC_AGE_IDENTITY: join(folder.dir, 'identity') };
    return runFleet([...args, '--json'], folder.dir, env, 'some-value\n');
  };
  const runs = [
    keep('secret', 'set', 'kept'),
    keep('secret', 'rotate', 'kept'),
    keep('secret', 'share'),
    keep('secret', 'rm', 'kept'),
  ];
  expect(runs.map(({ status }) => status)).toEqual([0, 0, 0, 0]);
});

test.each([
  [['plan']],
  [['deploy', '--yes']],
  [['deploy', '--dry-run']],
  [['rollback', '--yes']],
  [['verify']],
  [['install', '--yes']],
  [['history']],
  [['unlock', 'dragon-lin', '--yes']],
  [['start', '--all']],
  [['mail']],
])('%j of a host that cannot be reached prints its own document', (args) => {
  const { status, document } = json(...args);
  expect(status).not.toBe(0);
  expect(document['error']).toBeUndefined();
});

test.each([['status', 'coder'], ['ps']])('%s says of a host that it cannot be reached', (...args) => {
  expect(JSON.stringify(json(...args).document)).toContain('"unreachable"');
});

test.each([
  [['logs', 'coder']],
  [['send', 'coder', 'hello']],
  [['send', 'coder', 'hello', '--queue']],
  [['host', 'trust', 'dragon-lin']],
  [['attach', 'coder']],
  [['ps', '--no-such-flag']],
  [['send', 'nobody', 'hello']],
  [['stop']],
  [['no-such-command']],
])('%j fails with one document', (args) => {
  const { status, document } = json(...args);
  expect(document['error']).toMatchObject({ exitCode: status });
});

test('faults in files are told as data', () => {
  folder.write('roster.yaml', 'apiVersion: mosaic.fleet/v1\nfleet: home\nrunime: x\n');
  const { status, document } = json('plan');
  expect(status).toBe(2);
  expect(document['problems']).toEqual(
    expect.arrayContaining([expect.objectContaining({ line: 3, column: 1, severity: 'error' })]),
  );
});
