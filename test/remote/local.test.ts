import { existsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { connect } from '../../src/remote/connect.ts';
import { openLocal } from '../../src/remote/local.ts';
import { attachConformance } from './attach.ts';
import { conformance, failure } from './conformance.ts';

const here = {
  name: 'here',
  connection: 'local',
  address: 'here',
  port: 22,
  user: null,
  hostKey: null,
  identity: null,
  jump: null,
  labels: {},
} as const;

conformance('local', async () => openLocal('here'));

const terminals = existsSync('/usr/bin/script');
if (!terminals) {
  if (process.env['REQUIRE_ALL'] === '1')
    throw new Error('missing /usr/bin/script: apt-get install bsdutils');
  console.error('SKIPPED, attach is not tested: missing /usr/bin/script: apt-get install bsdutils');
}

describe.skipIf(!terminals)('local on a terminal', () => attachConformance(() => here));

test('a local host is reached without SSH, and attaches only to a terminal', async () => {
  const transport = await connect(here);
  expect((await transport.exec('exit 2')).code).toBe(2);
  expect(await failure(transport.attach('exit 0'))).toMatchObject({ code: 'no-terminal', host: 'here' });
});
