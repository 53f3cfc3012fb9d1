export interface ExecOptions {
  /**
   * All of the command's stdin; without it, stdin is empty. What is iterable is asked for as fast as the host takes it; when it
   * throws, stdin ends there.
   */
  readonly stdin?: Uint8Array | string | AsyncIterable<Uint8Array>;
  /** How long the command may run, in milliseconds from its start (not from the call: it may wait for its turn). */
  readonly deadlineMs?: number;
  /** Receives stdout as it comes; `ExecResult.stdout` is empty then. */
  readonly onStdout?: (chunk: Uint8Array) => void;
  /** Ends the command, and rejects with `aborted`. */
  readonly signal?: AbortSignal;
}

/** How a command ended. A code that is not 0 is a result, not an error. */
export interface ExecResult {
  /** `null` when a signal ended it. */
  readonly code: number | null;
  /** e.g. `SIGTERM` */
  readonly signal: string | null;
  readonly stdout: Uint8Array;
  readonly stderr: string;
}

/** A way to run commands on one host. The command goes to the login shell as it is: callers say `sh -c '…'`. */
export interface Transport {
  /** The host's name in the inventory. */
  readonly host: string;
  /** Runs a command to its end. Rejects with a RemoteError when there is no end to report. */
  exec(command: string, options?: ExecOptions): Promise<ExecResult>;
  /**
   * Gives the caller's terminal to the command, until it ends; the terminal is restored however it ends.
   * Answers with the exit code: 128 and the signal's number after a signal. Rejects with a RemoteError.
   */
  attach(command: string): Promise<number>;
  /** Ends what still runs (rejected with `closed`) and the connection. */
  close(): Promise<void>;
}

/**
 * - `unreachable`: no TCP connection; `frozen`: a connection that says nothing; `busy`: dropped before the handshake, or no
 *   channel left; `protocol`: no common language
 * - `host-key-unknown`: nothing pinned; `host-key-changed`: another key than the pinned one; `auth`: no key was accepted
 * - `lost`: the connection broke; whether the command ended is unknown. `closed`: ended by our own `close()`
 * - `timeout`: the command's deadline; `aborted`: the caller's signal
 * - `no-terminal`: attach without a terminal; `local`: this machine could not start a shell or ssh
 */
export type RemoteErrorCode =
  | 'unreachable'
  | 'frozen'
  | 'busy'
  | 'protocol'
  | 'host-key-unknown'
  | 'host-key-changed'
  | 'auth'
  | 'lost'
  | 'closed'
  | 'timeout'
  | 'aborted'
  | 'no-terminal'
  | 'local';

export interface RemoteFault {
  readonly code: RemoteErrorCode;
  /** The host's name in the inventory. */
  readonly host: string;
  /** What failed and what state it left; does not begin with the host's name. */
  readonly message: string;
  /** What to type next. */
  readonly next: string;
}

export interface RemoteError extends Error, RemoteFault {
  readonly name: 'RemoteError';
  readonly message: string;
}

export function remoteError(fault: RemoteFault, cause?: unknown): RemoteError {
  const error = new Error(fault.message, cause === undefined ? undefined : { cause });
  return Object.assign(error, {
    name: 'RemoteError' as const,
    code: fault.code,
    host: fault.host,
    next: fault.next,
  });
}

export function isRemoteError(error: unknown): error is RemoteError {
  return error instanceof Error && error.name === 'RemoteError';
}
