import { seconds } from './stop.ts';
import type { RemoteErrorCode } from './transport.ts';

/** How an attempt to connect ended, and all that ssh wrote about it (LogLevel DEBUG1). */
export interface OpensshStory {
  readonly text: string;
  readonly ended: 'exit' | 'timeout' | 'aborted';
  readonly timeoutMs: number;
}

export interface OpensshFault {
  readonly code: RemoteErrorCode;
  /** Begins after the host's place: `refused the connection`. */
  readonly why: string;
}

type Rule = readonly [words: RegExp, code: RemoteErrorCode, why: string];

// The order counts: ssh says the cause first, and then that the connection is closed.
const RULES: readonly Rule[] = [
  [/Bad configuration option|Bad owner or permissions|bad configuration options/, 'local', ''],
  [/ControlPath .*|unix_listener|muxserver_listen/, 'local', ''],
  [/REMOTE HOST IDENTIFICATION HAS CHANGED/, 'host-key-changed', 'shows another host key'],
  [/no matching host key type found/, 'host-key-changed', 'has no host key of the pinned type'],
  [
    /host key is known for|Host key verification failed/,
    'host-key-unknown',
    'has a host key that is not known',
  ],
  [/Permission denied \(|Too many authentication failures/, 'auth', ''],
  [/Could not resolve hostname/, 'unreachable', 'has a name that does not resolve'],
  [/onnect.*Connection refused/, 'unreachable', 'refused the connection: no sshd listens there'],
  [/onnect.*(No route to host|Network is unreachable)/, 'unreachable', 'is on no route that is known'],
  [/onnect.*timed out/, 'unreachable', 'did not answer in time'],
  [/administratively prohibited/, 'unreachable', 'is not let through by its jump host (AllowTcpForwarding)'],
  [/open failed: connect failed/, 'unreachable', ''],
  [/no matching .* found|rotocol (major versions|mismatch)|invalid format|Invalid SSH ident/, 'protocol', ''],
  [/not responding/, 'lost', 'stopped answering'],
];

/** What a failed attempt means. */
export function opensshFault(story: OpensshStory): OpensshFault {
  const { text, ended, timeoutMs } = story;
  if (ended === 'aborted') return { code: 'aborted', why: 'was not waited for: connecting was interrupted' };
  const said = saidLines(text);
  for (const [words, code, why] of RULES) {
    const line = said.find((candidate) => words.test(candidate));
    if (line !== undefined) return { code, why: why === '' ? wordsFor(code, text, line) : why };
  }
  if (ended === 'timeout') return silence(text, seconds(timeoutMs));
  return broken(text, said.at(-1) ?? 'ssh ended without a word');
}

/** Lines that are meant for a user, without those for debugging. */
export function saidLines(text: string): readonly string[] {
  const lines = text.split(/\r?\n/).map((line) => line.trim());
  return lines.filter((line) => line !== '' && !/^debug\d: |^Authenticated to /.test(line));
}

/** `SHA256:… (ssh-ed25519)`, the key that the host offered; `null` when it did not come so far. */
export function offeredIn(text: string): string | null {
  const found = /^debug1: Server host key: (\S+) (SHA256:\S+)/m.exec(text);
  return found === null ? null : `${found[2]} (${found[1]})`;
}

/** Whether the host let us in, for a jump host that may still not reach the next one. */
export function isLoggedIn(text: string): boolean {
  return /^Authenticated to /m.test(text);
}

/** Whether a human at the terminal could have helped: to type a passphrase, or to touch a key. */
export function needsHuman(story: OpensshStory): boolean {
  if (opensshFault(story).code === 'auth') return true;
  return story.ended === 'timeout' && /(Offering public key|Server accepts key):.*-SK /.test(story.text);
}

function wordsFor(code: RemoteErrorCode, text: string, line: string): string {
  if (code === 'local') return `was not tried: ${line}`;
  if (code !== 'auth') return `could not be reached: ${line.replace(/^channel \d+: /, '')}`;
  const offered = [...text.matchAll(/^debug1: Offering public key: (.+?) SHA256:\S+(.*)$/gm)];
  const keys = [
    ...new Set(offered.map(([, name = '', more = '']) => `${name}${/ agent/.test(more) ? ' (agent)' : ''}`)),
  ];
  const tried = keys.length === 0 ? 'there was none to offer' : `tried ${keys.join(', ')}`;
  return `accepted no key: ${tried}; it says: ${line}`;
}

function silence(text: string, within: string): OpensshFault {
  const isProxied = /^debug1: Executing proxy command/m.test(text);
  if (!isProxied && !/^debug1: Connection established/m.test(text)) {
    return { code: 'unreachable', why: `did not answer within ${within}` };
  }
  if (!/^debug1: Remote protocol version/m.test(text)) {
    return { code: 'frozen', why: `accepted the connection and said nothing within ${within}` };
  }
  const when = offeredIn(text) === null ? 'during the handshake' : 'while logging in';
  return { code: 'frozen', why: `stopped answering ${when}: it was not done within ${within}` };
}

function broken(text: string, last: string): OpensshFault {
  if (!/closed|reset|Broken pipe/i.test(last)) return { code: 'protocol', why: `could not be used: ${last}` };
  if (offeredIn(text) !== null) return { code: 'lost', why: 'closed the connection while logging in' };
  if (/UNKNOWN port/.test(last))
    return { code: 'unreachable', why: 'was not reached: the ProxyCommand ended' };
  const why =
    'closed the connection before the handshake: too many connects at once (MaxStartups), or it refuses this address';
  return { code: 'busy', why };
}

/** Why a connection that stood broke, from the master's log. */
export function opensshLoss(text: string): string {
  const said = saidLines(text).at(-1) ?? '';
  if (/not responding/.test(said)) return 'it did not answer three times in a row';
  if (said === '' || /closed by remote host/i.test(said)) return 'the other side closed it';
  return said;
}
