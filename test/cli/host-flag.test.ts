import { expect, test } from 'vitest';
import { parseHostFlag } from '../../src/cli/host-flag.ts';

test.each([
  ['a=local', { connection: 'local' }],
  ['a=10.0.0.7', { address: '10.0.0.7' }],
  ['a=me@box.lan', { address: 'box.lan', user: 'me' }],
  ['a=me@box.lan:2222', { address: 'box.lan', user: 'me', port: 2222 }],
  ['a=me@[fe80::1%eth0]:22', { address: 'fe80::1%eth0', user: 'me', port: 22 }],
  ['a=me@fe80::1', { address: 'fe80::1', user: 'me' }],
])('%s', (flag, host) => expect(parseHostFlag(flag)).toEqual({ name: 'a', host }));

test.each(['a', 'a=', '=b', 'a=-oProxyCommand=x', 'a=me@', 'a=x@y@z', 'a=b:0', 'a=b:x', 'A=b', 'a=b\nc'])(
  '%j is refused',
  (flag) => {
    expect(() => parseHostFlag(flag)).toThrow(/--host/);
  },
);
