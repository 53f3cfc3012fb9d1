import { createHash, randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { isRemoteError, type RemoteError, type Transport } from '../../src/remote/transport.ts';
import { isAlive, until } from './sshd.ts';

/** What every transport must do. `open` answers with a fresh one. */
export function conformance(name: string, open: () => Promise<Transport>): void {
  describe(`${name} as a transport`, () => {
    let transport: Transport;
    beforeEach(async () => {
      transport = await open();
    });
    afterEach(() => transport.close());
    endings(() => transport);
    streams(() => transport);
    stops(() => transport);
  });
}

function endings(transport: () => Transport): void {
  test('an exit code is a result', async () => {
    expect(await transport().exec('exit 0')).toMatchObject({ code: 0, signal: null, stderr: '' });
    expect(await transport().exec('exit 3')).toMatchObject({ code: 3, signal: null });
    expect(await transport().exec('/nowhere/at-all')).toMatchObject({ code: 127 });
  });

  test('a signal is a result', async () => {
    expect(await transport().exec('kill -TERM $$')).toMatchObject({ code: null, signal: 'SIGTERM' });
    expect(await transport().exec('kill -KILL $$')).toMatchObject({ code: null, signal: 'SIGKILL' });
  });

  test('the command begins in the home directory', async () => {
    const { stdout } = await transport().exec('[ "$(pwd -P)" = "$(cd ~ && pwd -P)" ] && printf home');
    expect(text(stdout)).toBe('home');
  });
}

function streams(transport: () => Transport): void {
  test('5 MB of any bytes go in and come out unchanged', async () => {
    const bytes = randomBytes(5 * 1024 * 1024);
    const { stdout, code } = await transport().exec('cat', { stdin: bytes });
    expect(code).toBe(0);
    expect(sha256(stdout)).toBe(sha256(bytes));
  });

  test('what goes in may be made while it goes, and may break off', async () => {
    const bytes = randomBytes(256 * 1024);
    const made = async function* (breaks: boolean) {
      for (let turn = 0; turn < 20; turn += 1) yield bytes;
      if (breaks) throw new Error('the source is gone');
    };
    for (const breaks of [false, true]) {
      const { stdout, code } = await transport().exec('cat', { stdin: made(breaks) });
      expect([code, stdout.length]).toEqual([0, 20 * bytes.length]);
    }
  });

  test('what nobody reads any more is not made', async () => {
    let isOver = false;
    const endless = async function* () {
      try {
        for (;;) yield Buffer.alloc(64 * 1024);
      } finally {
        isOver = true;
      }
    };
    expect((await transport().exec('head -c 10 >/dev/null; exit 3', { stdin: endless() })).code).toBe(3);
    await until(() => isOver);
  });

  test('stdout and stderr stay apart', async () => {
    const { stdout, stderr } = await transport().exec('echo out; echo grüße >&2; echo out');
    expect([text(stdout), stderr]).toEqual(['out\nout\n', 'grüße\n']);
  });

  test('much on stderr alone does not block', async () => {
    const { stderr } = await transport().exec('head -c 4000000 /dev/zero | tr "\\0" x >&2');
    expect(stderr.length).toBe(4_000_000);
  });

  test('without stdin the command reads an end', async () => {
    expect((await transport().exec('cat')).code).toBe(0);
  });

  test('a command may end without reading its stdin', async () => {
    const stdin = Buffer.alloc(5 * 1024 * 1024);
    expect((await transport().exec('exit 7', { stdin })).code).toBe(7);
  });

  test('stdout is handed on while the command runs', async () => {
    let seen = '';
    const abort = new AbortController();
    const work = transport().exec('echo first; sleep 600', {
      signal: abort.signal,
      onStdout: (chunk) => {
        seen += text(chunk);
      },
    });
    const ended = expect(work).rejects.toMatchObject({ code: 'aborted' });
    await until(() => seen === 'first\n');
    abort.abort();
    await ended;
  });

  test('60 commands that end at once all tell how', async () => {
    const quick = Array.from({ length: 60 }, () => transport().exec('echo x; exit 5'));
    const ends = (await Promise.all(quick)).map(({ code, stdout }) => `${code} ${text(stdout)}`);
    expect(ends).toEqual(quick.map(() => '5 x\n'));
  });

  test('30 commands at once all get their own answer', async () => {
    const numbers = Array.from({ length: 30 }, (_, index) => `${index}`);
    const results = await Promise.all(
      numbers.map((number) => transport().exec(`cat; sleep 0.05; exit ${number}`, { stdin: number })),
    );
    expect(results.map(({ stdout }) => text(stdout))).toEqual(numbers);
    expect(results.map(({ code }) => `${code}`)).toEqual(numbers);
  });
}

function stops(transport: () => Transport): void {
  test('a deadline ends the command', async () => {
    const { pids, error } = await stopped(transport(), { deadlineMs: 300 });
    expect(error).toMatchObject({ code: 'timeout', host: transport().host });
    expect(error.message).toBe('the command did not end within 0.3s; it was killed');
    await until(() => !pids.some(isAlive));
    expect((await transport().exec('echo on')).code).toBe(0);
  });

  test('an abort ends the command', async () => {
    const abort = new AbortController();
    const { pids, error } = await stopped(transport(), { signal: abort.signal }, () => abort.abort());
    expect(error).toMatchObject({ code: 'aborted', message: 'the command was interrupted; it was killed' });
    await until(() => !pids.some(isAlive));
  });

  test('an abort before the start starts nothing', async () => {
    const work = transport().exec('exit 0', { signal: AbortSignal.abort() });
    await expect(work).rejects.toMatchObject({ code: 'aborted', message: 'the command was interrupted' });
  });

  test('close settles what runs and what waits, and kills', async () => {
    const pids: number[] = [];
    const onStdout = (chunk: Uint8Array) => pids.push(Number(text(chunk)));
    const work = Array.from({ length: 12 }, () => transport().exec('echo $$; exec sleep 600', { onStdout }));
    const results = Promise.allSettled(work);
    await until(() => pids.length >= 8);
    await transport().close();
    const codes = (await results).map((result) =>
      result.status === 'rejected' ? result.reason.code : 'done',
    );
    expect(codes).toEqual(work.map(() => 'closed'));
    await until(() => !pids.some(isAlive));
    await expect(transport().exec('exit 0')).rejects.toMatchObject({ code: 'closed' });
  });
}

/** Stops a shell that waits for a child of its own; `pids` are both. */
async function stopped(transport: Transport, options: object, whenRunning = () => {}) {
  let pids: number[] = [];
  const onStdout = (chunk: Uint8Array) => {
    pids = text(chunk).split(' ').map(Number);
    whenRunning();
  };
  const error = await failure(transport.exec('sleep 600 & echo $$ $!; wait', { ...options, onStdout }));
  expect(pids).toHaveLength(2);
  return { pids, error };
}

/** The RemoteError that a promise must be rejected with. */
export async function failure(work: Promise<unknown>): Promise<RemoteError> {
  const error = await work.then(
    (value) => new Error(`expected a RemoteError, got ${JSON.stringify(value)}`),
    (reason) => reason,
  );
  if (!isRemoteError(error)) throw error;
  return error;
}

export function text(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('utf8');
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
