import type { Host } from '../model/host.ts';
import type { HostKey } from '../model/host-key.ts';
import { quoteSh } from '../model/quote-sh.ts';
import type { HandshakeFault } from './ssh2.ts';
import { seconds } from './stop.ts';
import { type RemoteError, type RemoteErrorCode, remoteError } from './transport.ts';

/** `address:port`, as the messages show it, and the jump host before it. */
export function placeOf(host: Host): string {
  const place = `${host.address.includes(':') ? `[${host.address}]` : host.address}:${host.port}`;
  return host.jump === null ? place : `${place} behind ${host.jump.name}`;
}

/** Dropped before a key was agreed on, as sshd does with too many at once (MaxStartups): worth another try. */
export function isDropped(fault: HandshakeFault): boolean {
  return fault.step === 'greet' && ['closed', 'ECONNRESET', 'EPIPE'].includes(fault.why);
}

/** Rejected at the login, not earlier and not by a broken connection. */
export function isRefusal(fault: HandshakeFault): boolean {
  return fault.step === 'log in' && /authentication/i.test(fault.why);
}

/** The host's key is none that was accepted, or it has none of the wanted type. */
export function isOtherKey(fault: HandshakeFault): boolean {
  return /Host denied|no matching host key format/.test(fault.why);
}

/** What a failed handshake means, host keys and refused logins apart. `tries`: how often it was dropped. */
export function handshakeError(
  host: Host,
  fault: HandshakeFault,
  timeoutMs: number,
  tries: number,
): RemoteError {
  const place = placeOf(host);
  const say = (code: RemoteErrorCode, message: string, next = tryByHand(host)) =>
    remoteError({ code, host: host.name, message, next });
  if (fault.why === 'aborted') return say('aborted', 'connecting was interrupted', 'the same command again');
  if (fault.step === 'connect') return say('unreachable', unreachable(host, fault.why, timeoutMs));
  if (fault.why === 'timeout') return say('frozen', silence(place, fault, timeoutMs));
  if (isDropped(fault)) {
    const message = `${place} closed the connection before the handshake, ${tries} times`;
    return say('busy', `${message}: too many connects at once (MaxStartups), or it refuses this address`);
  }
  if (fault.step === 'log in' && /^(closed|E[A-Z]+)$/.test(fault.why)) {
    return say('lost', `${place} closed the connection while logging in`);
  }
  return say('protocol', `the handshake with ${place} failed: ${fault.why}`);
}

function unreachable(host: Host, why: string, timeoutMs: number): string {
  const place = placeOf(host);
  const from = host.jump === null ? '' : ` from ${host.jump.name}`;
  if (why === 'timeout' || why === 'ETIMEDOUT') return `${place} did not answer within ${seconds(timeoutMs)}`;
  if (why === 'ECONNREFUSED') return `${place} refused the connection: no sshd listens there`;
  if (why === 'ENOTFOUND' || why === 'EAI_AGAIN')
    return `the name ${host.address} does not resolve${from} (${why})`;
  if (why === 'EHOSTUNREACH' || why === 'ENETUNREACH') return `there is no route to ${host.address}${from}`;
  return `${place} could not be reached (${why})`;
}

function silence(place: string, fault: HandshakeFault, timeoutMs: number): string {
  const within = `within ${seconds(timeoutMs)}`;
  if (!fault.spoke) return `${place} accepted the connection and said nothing ${within}`;
  const when = fault.step === 'greet' ? 'during the handshake' : 'while logging in';
  return `${place} stopped answering ${when}: it was not done ${within}`;
}

export function unknownKey(host: Host): RemoteError {
  const bad =
    host.hostKey === null ? 'no host key is pinned' : 'the pinned host key is not of the form `type base64`';
  const message = `${bad}, and without one ${placeOf(host)} could be anybody`;
  return remoteError({ code: 'host-key-unknown', host: host.name, message, next: trust(host) });
}

/** `offered`: `null` when the host has no key of a type that can be pinned. */
export function changedKey(host: Host, pinned: HostKey, offered: HostKey | null): RemoteError {
  const other = offered === null ? 'none of that type' : describe(offered);
  const message = [
    `${placeOf(host)} shows another host key than the one pinned: pinned ${describe(pinned)} offered ${other}`,
    'It was installed anew, or something else answers there. Nothing was sent to it.',
  ].join('\n');
  return remoteError({ code: 'host-key-changed', host: host.name, message, next: trust(host) });
}

function describe(key: HostKey): string {
  return `${key.fingerprint} (${key.type})`;
}

/** Shows the key that the host offers, and pins it. */
export function trust(host: Host): string {
  return `mosaic fleet host trust ${quoteWord(host.name)}`;
}

/** `tried`: refused by the host; `unusable`: never offered, one phrase each. */
export function refusedLogin(
  host: Host,
  username: string,
  tried: readonly string[],
  unusable: readonly string[],
): RemoteError {
  const head =
    tried.length > 0
      ? `${placeOf(host)} accepted no key for the user ${username}: tried ${tried.join(', ')}`
      : `there is no usable key to log in at ${placeOf(host)} as ${username}`;
  const message = unusable.length === 0 ? head : `${head}; could not use ${unusable.join(', ')}`;
  return remoteError({ code: 'auth', host: host.name, message, next: copyId(host, username) });
}

/** Brings a key of the operator's to the host. `username`: `null` leaves it to ssh. */
export function copyId(host: Host, username: string | null): string {
  return sshLine(['ssh-copy-id'], host, username);
}

/** The same way by ssh itself, which tells each step. */
export function tryByHand(host: Host): string {
  return `${sshLine(['ssh', '-v'], host, host.user)} true`;
}

function sshLine(program: readonly string[], host: Host, username: string | null): string {
  const words = [...program, '-p', `${host.port}`];
  if (host.connection === 'openssh' && host.port === 22) words.splice(-2);
  if (host.identity !== null) words.push('-i', host.identity);
  if (host.jump !== null) words.push('-o', `ProxyJump=${jumpWord(host.jump)}`);
  words.push(username === null ? host.address : `${username}@${host.address}`);
  return words.map(quoteWord).join(' ');
}

function jumpWord({ user, address, port, jump }: Host): string {
  const place = address.includes(':') ? `[${address}]` : address;
  const word = `${user === null ? '' : `${user}@`}${place}:${port}`;
  return jump === null ? word : `${jumpWord(jump)},${word}`;
}

// A line to be typed: quotes only where the shell needs them.
function quoteWord(word: string): string {
  return /^~?[A-Za-z0-9_@%+:,./=-]+$/.test(word) ? word : quoteSh(word);
}
