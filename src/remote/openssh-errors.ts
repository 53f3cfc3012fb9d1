import type { Host } from '../model/host.ts';
import { pinOf } from './openssh-args.ts';
import {
  isLoggedIn,
  type OpensshFault,
  type OpensshStory,
  offeredIn,
  opensshFault,
} from './openssh-faults.ts';
import { copyId, trust, tryByHand } from './ssh-faults.ts';
import { type RemoteError, remoteError } from './transport.ts';

/** What ssh wrote about one host on the way. */
export interface Hop {
  readonly host: Host;
  readonly text: string;
}

/** Why the last of the hops was not reached; the first that failed is to blame. `hops`: jump hosts in order, then the host. */
export function opensshError(host: Host, hops: readonly Hop[], story: OpensshStory): RemoteError {
  // A hop without a word was not even tried: what is wrong stands before it.
  const failed = hops.find(({ text }) => text !== '' && !isLoggedIn(text)) ?? { host, text: story.text };
  if (failed.host !== host) {
    const { code, message, next } = hopError(failed.host, { ...story, text: failed.text });
    return remoteError({
      code,
      host: host.name,
      message: `its jump host ${failed.host.name}: ${message}`,
      next,
    });
  }
  // The jump host before it says why it did not get through.
  const before = hops.at(-2)?.text ?? '';
  const refusal = before.split('\n').filter((line) => /open failed:/.test(line));
  return hopError(host, { ...story, text: [...refusal, story.text].join('\n') });
}

function hopError(host: Host, story: OpensshStory): RemoteError {
  const fault = opensshFault(story);
  const message = `${placeOf(host)} ${fault.why}${details(host, fault, story.text)}`;
  return remoteError({ code: fault.code, host: host.name, message, next: nextFor(host, fault) });
}

function placeOf({ address, port }: Host): string {
  return port === 22 ? address : `${address} port ${port}`;
}

function details(host: Host, { code }: OpensshFault, text: string): string {
  const key = offeredIn(text);
  const pinned = pinOf(host);
  if (code === 'host-key-unknown') {
    const way = `Pin the key, or add it to known_hosts by typing  ssh ${host.address}`;
    return `: ${key ?? 'none of a known type'} is neither pinned nor in your known_hosts\n${way}`;
  }
  if (code !== 'host-key-changed') return '';
  const known =
    pinned === null
      ? 'the one in your known_hosts'
      : `the pinned one, ${pinned.fingerprint} (${pinned.type})`;
  const theirs = key === null ? '' : `: it offered ${key}`;
  return `, not ${known}${theirs}\nIt was installed anew, or something else answers there. Nothing was sent to it.`;
}

function nextFor(host: Host, { code }: OpensshFault): string {
  if (code === 'host-key-unknown' || code === 'host-key-changed') return trust(host);
  if (code === 'auth') return copyId(host, host.user);
  return code === 'aborted' ? 'the same command again' : tryByHand(host);
}
