import { type ExecOptions, isRemoteError, type RemoteError, remoteError } from './transport.ts';

/** All that can end a command before its own end. `reason` is always a RemoteError. */
export interface Stop {
  readonly signal: AbortSignal;
  /** Begins to count `deadlineMs`. */
  start(): void;
  reason(): RemoteError;
  dispose(): void;
}

/** Joins the caller's signal, the deadline, and `over`: the end of the whole transport, aborted with a RemoteError. */
export function stopFor(host: string, options: ExecOptions, over: AbortSignal): Stop {
  const deadline = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const signals = [over, deadline.signal, ...(options.signal === undefined ? [] : [options.signal])];
  const signal = AbortSignal.any(signals);
  return {
    signal,
    start: () => {
      const ms = options.deadlineMs;
      if (ms !== undefined) timer = setTimeout(() => deadline.abort(late(host, ms)), ms);
    },
    reason: () => (isRemoteError(signal.reason) ? signal.reason : aborted(host)),
    dispose: () => clearTimeout(timer),
  };
}

/** Settles as `work` does, or rejects with the stop's reason as soon as it comes. */
export function unlessStopped<T>(work: Promise<T>, stop: Stop): Promise<T> {
  return new Promise((resolve, reject) => {
    const onStop = () => reject(stop.reason());
    if (stop.signal.aborted) onStop();
    stop.signal.addEventListener('abort', onStop, { once: true });
    work.then(resolve, reject).finally(() => stop.signal.removeEventListener('abort', onStop));
  });
}

/** Says what became of the command that was stopped. */
export function withFate(reason: RemoteError, killed: boolean): RemoteError {
  if (!['timeout', 'aborted', 'closed'].includes(reason.code)) return reason;
  const fate = killed ? 'it was killed' : 'it may still run there';
  const { code, host, next } = reason;
  return remoteError({ code, host, next, message: `${reason.message}; ${fate}` });
}

function late(host: string, ms: number): RemoteError {
  const message = `the command did not end within ${seconds(ms)}`;
  return remoteError({ code: 'timeout', host, message, next: 'mosaic fleet ps' });
}

function aborted(host: string): RemoteError {
  const message = 'the command was interrupted';
  return remoteError({ code: 'aborted', host, message, next: 'the same command again' });
}

export function seconds(ms: number): string {
  return `${ms / 1000}s`;
}
