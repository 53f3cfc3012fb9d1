import { expect, test } from 'vitest';
import { jumpFaults } from '../../src/model/jump-faults.ts';
import { hostsOf, readInventory } from '../../src/model/read-inventory.ts';

const head = 'apiVersion: mosaic.inventory/v1\nhosts:\n';

test('a chain of jump hosts is normalised', () => {
  const { draft, problems } = readInventory(
    'hosts.yaml',
    `${head}  a: { jump: b }\n  b: { jump: c, port: 2222 }\n  c: { address: c.example }\n`,
  );
  expect(problems).toEqual([]);
  const [a] = hostsOf(draft ?? {});
  expect(a?.jump).toMatchObject({ name: 'b', port: 2222, jump: { name: 'c', jump: null } });
});

test('each fault has its place, and a circle ends', () => {
  const { draft, problems } = readInventory(
    'hosts.yaml',
    `${head}  a: { jump: b }\n  b: { jump: a }\n  c: { jump: c }\n  d: { jump: e }\n`,
  );
  expect(problems.map(({ message, place }) => `${place?.line}:${place?.column} ${message}`)).toEqual([
    '3:14 the jumps of a lead in a circle: a → b → a',
    '4:14 the jumps of b lead in a circle: b → a → b',
    '5:14 the jumps of c lead in a circle: c → c',
    '6:14 unknown jump host "e"',
  ]);
  expect(hostsOf(draft ?? {}).map(({ jump }) => jump?.jump?.name ?? jump?.name ?? null)).toEqual([
    'b',
    'a',
    null,
    null,
  ]);
});

test.each([
  ['ssh', 'ssh', null],
  ['openssh', 'ssh', null],
  ['openssh', 'openssh', null],
  ['ssh', 'openssh', 'a cannot jump through b, which is reached by the ssh program'],
  ['ssh', 'local', 'b is this machine: it is no jump host'],
  ['openssh', 'local', 'b is this machine: it is no jump host'],
] as const)('%s through %s', (connection, way, message) => {
  const faults = jumpFaults({ a: { connection, jump: 'b' }, b: { connection: way } });
  expect(faults.map((fault) => fault.message)).toEqual(message === null ? [] : [message]);
});

test('a host that leads into a circle is not blamed for it', () => {
  expect(jumpFaults({ a: { jump: 'b' }, b: { jump: 'b' } }).map(({ host }) => host)).toEqual(['b']);
});

test('a local host takes no jump', () => {
  const { problems } = readInventory('hosts.yaml', `${head}  a: { connection: local, jump: b }\n  b: {}\n`);
  expect(problems.map(({ message }) => message)).toEqual(['a is local: it takes no jump']);
});
