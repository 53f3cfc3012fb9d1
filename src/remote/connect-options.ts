import type { AskPassphrase } from './ssh-keys.ts';
import type { Jumps } from './ssh-way.ts';

export interface ConnectOptions {
  /** From the first packet to being logged in; `CONNECT_TIMEOUT_MS` when not given. Each jump host has as long. */
  readonly connectTimeoutMs?: number;
  /**
   * Between two keepalives; three without an answer mean that the connection is lost. `KEEPALIVE_MS` when not given; a
   * host behind a jump host has twice as long.
   */
  readonly keepaliveMs?: number;
  /** Without it, encrypted keys are not used. Give the same function for all hosts: then each key is asked for once. */
  readonly askPassphrase?: AskPassphrase;
  /** Give the same for all hosts: then those behind one jump host share its connection. */
  readonly jumps?: Jumps;
  /** Ends the attempt to connect, not the connection. */
  readonly signal?: AbortSignal;
}

export const CONNECT_TIMEOUT_MS = 10_000;
export const KEEPALIVE_MS = 5_000;
