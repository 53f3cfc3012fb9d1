import { expect, test } from 'vitest';
import type { ManifestConnector } from '../../src/model/bundle.ts';
import { decideLink } from '../../src/model/decide-link.ts';
import { parseRecord } from '../../src/model/record.ts';

const connector = { name: 'chat' } as ManifestConnector;
const active = { active: 'active', sub: 'running' };
const says = (text: string) => parseRecord(text);

test.each([
  [null, says('state=up\nat=1000'), 'unknown', 'systemd knows nothing of its unit'],
  [{ active: 'failed', sub: 'failed' }, says('state=up\nat=1000'), 'down', 'its unit is failed'],
  [active, null, 'connecting', 'it has said nothing of itself yet'],
  [active, says('state=up\nat=800'), 'unknown', 'it has said nothing of itself for 200 s'],
  [active, says('state=splendid\nat=1000\nwhy=x'), 'unknown', 'x'],
  [active, says('state=failed\nat=990\nwhy=the token is not valid'), 'failed', 'the token is not valid'],
  [active, says('state=up\nat=990\nwhy='), 'up', ''],
] as const)('%j and %j are %s', (unit, status, link, why) => {
  expect(decideLink({ connector, unit, status }, 1000)).toMatchObject({ link, why });
});

test('how long it has been so, and what waits', () => {
  const status = says('state=down\nsince=940\nat=990\nwaiting=3\nwhy=no route');
  expect(decideLink({ connector, unit: active, status }, 1000)).toEqual({
    link: 'down',
    why: 'no route',
    since: 940,
    waiting: 3,
  });
});
