import { expect, test } from 'vitest';
import { backoffMs } from '../../../src/host/discord/backoff.ts';
import { isAllowedUrl } from '../../../src/host/discord/download.ts';
import { FLEET_COMMAND, isSameCommand } from '../../../src/host/discord/fleet-command.ts';
import { outcomeOf } from '../../../src/host/discord/outcome.ts';

test.each([
  [
    'refused',
    Object.assign(new TypeError('fetch failed'), { cause: { code: 'ECONNREFUSED' } }),
    'later',
    /ECONNREFUSED/,
  ],
  [
    'no name',
    Object.assign(new TypeError('fetch failed'), { cause: { code: 'ENOTFOUND' } }),
    'later',
    /ENOTFOUND/,
  ],
  ['too slow', new DOMException('This operation was aborted', 'AbortError'), 'later', /aborted/],
  ['503', { status: 503 }, 'later', /503/],
  ['rate limit', { retryAfter: 900 }, 'later', /wait/],
  ['token', { status: 401, code: 0 }, 'later', /token/],
  ['rights', { status: 403, code: 50013 }, 'never', /lacks a right/],
  ['access', { status: 403, code: 50001 }, 'never', /View Channel/],
  ['form', { status: 400, code: 50035, message: 'Invalid Form Body' }, 'never', /Invalid Form Body/],
  ['message', { status: 404, code: 10008 }, 'never', /message does not exist/],
  ['channel', { status: 404, code: 10003 }, 'never', /channel does not exist/],
  ['size', { status: 413, code: 40005 }, 'never', /larger/],
  ['nothing known', undefined, 'later', /undefined/],
])('%s', (_what, error, kind, why) => {
  const outcome = outcomeOf(error);
  expect(outcome.kind).toBe(kind);
  expect(outcome.why).toMatch(why);
});

test('a rate limit says how long', () => {
  expect(outcomeOf({ retryAfter: 900 })).toMatchObject({ afterMs: 900 });
});

test('tries come further and further apart, up to half a minute, spread by chance', () => {
  expect([0, 1, 2, 3, 9, 99].map((failed) => backoffMs(failed, 1))).toEqual([
    0, 1000, 2000, 4000, 30_000, 30_000,
  ]);
  expect(backoffMs(2, 0)).toBe(1000);
});

test.each([
  ['https://cdn.discordapp.com/attachments/1/2/a.png?ex=1', null, true],
  ['https://media.discordapp.net/a', null, true],
  ['http://cdn.discordapp.com/a', null, false],
  ['https://cdn.discordapp.com.evil.example/a', null, false],
  ['https://cdn.discordapp.com@evil.example/a', null, false],
  ['http://127.0.0.1:4000/attachments/1', null, false],
  ['http://127.0.0.1:4000/attachments/1', 'http://127.0.0.1:4000/api', true],
  ['http://127.0.0.1:4001/attachments/1', 'http://127.0.0.1:4000/api', false],
  ['file:///etc/passwd', null, false],
  ['no address', null, false],
])('a file at %s with api %s: %s', (url, api, allowed) => {
  expect(isAllowedUrl(url, api)).toBe(allowed);
});

test('a command is the same with what Discord adds, and another when anything of ours differs', () => {
  const held = { id: '1', version: '2', nsfw: false, ...structuredClone(FLEET_COMMAND) };
  expect(isSameCommand(held, FLEET_COMMAND)).toBe(true);
  expect(isSameCommand({ ...held, description: 'old' }, FLEET_COMMAND)).toBe(false);
  expect(isSameCommand({ ...held, options: held.options?.slice(1) }, FLEET_COMMAND)).toBe(false);
  const bare = {
    ...held,
    options: held.options?.map(({ name, ...rest }) =>
      name === 'ps' ? { name, type: 1, description: rest.description } : { name, ...rest },
    ),
  };
  expect(isSameCommand(bare, FLEET_COMMAND)).toBe(true);
});
