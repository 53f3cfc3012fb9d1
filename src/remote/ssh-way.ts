import { connect } from 'node:net';
import type { Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Host } from '../model/host.ts';
import { type Lease, type Shared, shared } from './shared.ts';
import type { SshTransport } from './ssh-transport.ts';
import { isRemoteError, remoteError } from './transport.ts';

/** Jump hosts that are connected, by name: one connection each, for all hosts behind it. */
export type Jumps = Shared<SshTransport>;

export function openJumps(): Jumps {
  return shared<SshTransport>(
    (jump) => jump.trouble() !== null,
    (jump) => jump.close(),
  );
}

/** How to get bytes to a host's sshd and back. */
export interface Way {
  /** A stream that is open, or is about to be; or why there is none: an errno, `timeout`, `aborted`, or words. */
  open(timeoutMs: number, signal?: AbortSignal): Promise<Duplex | string>;
  /** What broke on the way, before the host; `null` when nothing did. */
  trouble(): string | null;
  leave(): Promise<void>;
}

/** Straight to the host, or through its jump host, which `connectJump` connects. Rejects with a RemoteError. */
export async function wayTo(
  host: Host,
  jumps: Jumps,
  connectJump: (jump: Host) => Promise<SshTransport>,
): Promise<Way> {
  const { jump, address, port } = host;
  if (jump === null) {
    return {
      // ssh2 leaves Nagle on, which costs 40 ms a round trip.
      open: async () =>
        connect({ host: address, port, noDelay: true, autoSelectFamilyAttemptTimeout: 2_000 }),
      trouble: () => null,
      leave: async () => undefined,
    };
  }
  const lease = await jumps
    .take(jump.name, () => connectJump(jump))
    .catch((error: unknown) => Promise.reject(jumpFailed(host, jump, error)));
  return through(lease, host, jump);
}

function through(lease: Lease<SshTransport>, { address, port }: Host, jump: Host): Way {
  return {
    open: async (timeoutMs, signal) => {
      const forwarding = lease.value.forward(address, port);
      const stream = await Promise.race([forwarding.catch(whyNot), patience(timeoutMs, signal)]);
      if (typeof stream === 'string') forwarding.then((late) => late.destroy()).catch(() => undefined);
      return stream;
    },
    trouble: () => {
      const trouble = lease.value.trouble();
      return trouble === null ? null : `its jump host ${jump.name} was lost: ${trouble}`;
    },
    leave: () => lease.giveBack(),
  };
}

async function patience(timeoutMs: number, signal?: AbortSignal): Promise<string> {
  const options = { ref: false, ...(signal === undefined ? {} : { signal }) };
  return sleep(timeoutMs, 'timeout', options).catch(() => 'aborted');
}

const WORDS: readonly (readonly [RegExp, string])[] = [
  [/refused/i, 'ECONNREFUSED'],
  [/timed out/i, 'ETIMEDOUT'],
  [/no route|unreachable/i, 'EHOSTUNREACH'],
  [/not known|resolution|resolve|no address/i, 'ENOTFOUND'],
];

/** The errno that a jump host put into words, when it opened no connection for us. */
export function whyNot(error: Error & { reason?: unknown }): string {
  if (error.reason === 1) return 'the jump host forbids it: AllowTcpForwarding, PermitOpen';
  return WORDS.find(([words]) => words.test(error.message))?.[1] ?? error.message;
}

/** The trouble of a jump host as the trouble of a host behind it. */
function jumpFailed(host: Host, jump: Host, error: unknown): unknown {
  if (!isRemoteError(error)) return error;
  const { code, message, next } = error;
  return remoteError(
    { code, host: host.name, message: `its jump host ${jump.name}: ${message}`, next },
    error,
  );
}
