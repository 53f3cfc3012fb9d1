import { expect, test } from 'vitest';
import { needsHuman, type OpensshStory, opensshFault, opensshLoss } from '../../src/remote/openssh-faults.ts';
import type { RemoteErrorCode } from '../../src/remote/transport.ts';

const CONNECTED = ['debug1: Connecting to h [10.0.0.7] port 22.', 'debug1: Connection established.'];
const GREETED = [...CONNECTED, 'debug1: Remote protocol version 2.0, remote software version OpenSSH_9.2p1'];
const KEYED = [...GREETED, 'debug1: Server host key: ssh-ed25519 SHA256:abc'];

type Row = readonly [text: readonly string[], code: RemoteErrorCode, why: string];

const EXITS: readonly Row[] = [
  [
    [
      'debug1: connect to address 10.0.0.7 port 22: Connection refused',
      'ssh: connect to host h port 22: Connection refused',
    ],
    'unreachable',
    'refused the connection: no sshd listens there',
  ],
  [['ssh: connect to host h port 22: Connection timed out'], 'unreachable', 'did not answer in time'],
  [['ssh: connect to host h port 22: No route to host'], 'unreachable', 'is on no route that is known'],
  [['ssh: connect to host h port 22: Network is unreachable'], 'unreachable', 'is on no route that is known'],
  [
    ['ssh: Could not resolve hostname h: Temporary failure in name resolution'],
    'unreachable',
    'has a name that does not resolve',
  ],
  [
    [
      'channel 0: open failed: connect failed: Connection refused',
      'stdio forwarding failed',
      'Connection closed by UNKNOWN port 65535',
    ],
    'unreachable',
    'refused the connection: no sshd listens there',
  ],
  [
    ['channel 0: open failed: connect failed: some other reason'],
    'unreachable',
    'could not be reached: open failed: connect failed: some other reason',
  ],
  [
    ['channel 0: open failed: administratively prohibited: open failed', 'stdio forwarding failed'],
    'unreachable',
    'is not let through by its jump host (AllowTcpForwarding)',
  ],
  [['Connection closed by UNKNOWN port 65535'], 'unreachable', 'was not reached: the ProxyCommand ended'],
  [
    [
      ...KEYED,
      '@    WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!     @',
      'Host key verification failed.',
    ],
    'host-key-changed',
    'shows another host key',
  ],
  [
    [
      ...GREETED,
      'Unable to negotiate with 10.0.0.7 port 22: no matching host key type found. Their offer: ssh-rsa',
    ],
    'host-key-changed',
    'has no host key of the pinned type',
  ],
  [
    [
      ...KEYED,
      'No ED25519 host key is known for h and you have requested strict checking.',
      'Host key verification failed.',
    ],
    'host-key-unknown',
    'has a host key that is not known',
  ],
  [
    [
      ...KEYED,
      'debug1: Offering public key: /home/me/.ssh/id_ed25519 ED25519 SHA256:abc agent',
      'debug1: Offering public key: /home/me/my key RSA SHA256:def explicit',
      'me@h: Permission denied (publickey).',
    ],
    'auth',
    'accepted no key: tried /home/me/.ssh/id_ed25519 ED25519 (agent), /home/me/my key RSA; it says: me@h: Permission denied (publickey).',
  ],
  [
    [...KEYED, 'me@h: Permission denied (publickey,password).'],
    'auth',
    'accepted no key: there was none to offer; it says: me@h: Permission denied (publickey,password).',
  ],
  [
    [
      ...KEYED,
      'Received disconnect from 10.0.0.7 port 22:2: Too many authentication failures',
      'Disconnected from 10.0.0.7',
    ],
    'auth',
    'accepted no key: there was none to offer; it says: Received disconnect from 10.0.0.7 port 22:2: Too many authentication failures',
  ],
  [
    [
      ...CONNECTED,
      'kex_exchange_identification: Connection closed by remote host',
      'Connection closed by 10.0.0.7 port 22',
    ],
    'busy',
    'closed the connection before the handshake: too many connects at once (MaxStartups), or it refuses this address',
  ],
  [
    [
      ...CONNECTED,
      'kex_exchange_identification: read: Connection reset by peer',
      'Connection reset by 10.0.0.7 port 22',
    ],
    'busy',
    'closed the connection before the handshake: too many connects at once (MaxStartups), or it refuses this address',
  ],
  [[...KEYED, 'Connection closed by 10.0.0.7 port 22'], 'lost', 'closed the connection while logging in'],
  [[...KEYED, 'Timeout, server 10.0.0.7 not responding.'], 'lost', 'stopped answering'],
  [
    [
      ...GREETED,
      'Unable to negotiate with 10.0.0.7 port 22: no matching key exchange method found. Their offer: x',
    ],
    'protocol',
    'could not be reached: Unable to negotiate with 10.0.0.7 port 22: no matching key exchange method found. Their offer: x',
  ],
  [
    [
      '/home/me/.ssh/config: line 3: Bad configuration option: jmup',
      '/home/me/.ssh/config: terminating, 1 bad configuration options',
    ],
    'local',
    'was not tried: /home/me/.ssh/config: line 3: Bad configuration option: jmup',
  ],
  [
    ['Bad owner or permissions on /home/me/.ssh/config'],
    'local',
    'was not tried: Bad owner or permissions on /home/me/.ssh/config',
  ],
  [['something new'], 'protocol', 'could not be used: something new'],
  [[], 'protocol', 'could not be used: ssh ended without a word'],
];

test.each(EXITS)('%j is %s', (lines, code, why) => {
  expect(opensshFault(story(lines))).toEqual({ code, why });
});

const SILENT: readonly Row[] = [
  [[], 'unreachable', 'did not answer within 10s'],
  [['debug1: Connecting to h [10.0.0.7] port 22.'], 'unreachable', 'did not answer within 10s'],
  [CONNECTED, 'frozen', 'accepted the connection and said nothing within 10s'],
  [
    ['debug1: Executing proxy command: exec x'],
    'frozen',
    'accepted the connection and said nothing within 10s',
  ],
  [GREETED, 'frozen', 'stopped answering during the handshake: it was not done within 10s'],
  [KEYED, 'frozen', 'stopped answering while logging in: it was not done within 10s'],
];

test.each(SILENT)('%j and then nothing is %s', (lines, code, why) => {
  expect(opensshFault(story(lines, 'timeout'))).toEqual({ code, why });
});

test('an interrupt is no fault of the host', () => {
  expect(opensshFault(story(CONNECTED, 'aborted')).code).toBe('aborted');
});

test('a human can help with a passphrase and with a key to touch, not with a silent host', () => {
  const touch = 'debug1: Server accepts key: /home/me/.ssh/id ED25519-SK SHA256:abc explicit authenticator';
  expect(needsHuman(story([...KEYED, 'me@h: Permission denied (publickey).']))).toBe(true);
  expect(needsHuman(story([...KEYED, touch], 'timeout'))).toBe(true);
  expect(needsHuman(story(KEYED, 'timeout'))).toBe(false);
});

test.each([
  ['Timeout, server 10.0.0.7 not responding.', 'it did not answer three times in a row'],
  ['Connection to 10.0.0.7 closed by remote host.', 'the other side closed it'],
  ['client_loop: send disconnect: Broken pipe', 'client_loop: send disconnect: Broken pipe'],
  ['', 'the other side closed it'],
])('the loss after %j', (line, why) => {
  const log = `Authenticated to h ([10.0.0.7]:22) using "publickey".\r\n${line}\r\ndebug1: Exit status -1\r\n`;
  expect(opensshLoss(log)).toBe(why);
});

function story(lines: readonly string[], ended: OpensshStory['ended'] = 'exit'): OpensshStory {
  return { text: lines.join('\r\n'), ended, timeoutMs: 10_000 };
}
