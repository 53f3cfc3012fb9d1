import { quoteSh } from '../model/quote-sh.ts';
import type { ExecResult, Transport } from '../remote/transport.ts';

export interface Script {
  /** The script's text. */
  readonly script: string;
  /** Its `$0`, for messages. */
  readonly name: string;
  readonly args: readonly string[];
}

export interface ScriptRun extends Script {
  /** What the script reads from its stdin. */
  readonly stdin?: Uint8Array | AsyncIterable<Uint8Array>;
  readonly deadlineMs: number;
  /** Runs when the first has ended well, in the same round trip; how it ends does not count. */
  readonly next?: Script;
}

/**
 * Runs a script that is on no disk of the host. It travels in the command, since a command's stdin costs a round trip more.
 * Packed it is one word of plain letters to whatever login shell there is, and far below the 128 KiB that an argument may hold.
 */
export function runScript(transport: Transport, run: ScriptRun): Promise<ExecResult> {
  const scripts = run.next === undefined ? [run] : [run, run.next];
  const [first, second] = scripts.map(callOf);
  const bootstrap = second === undefined ? `exec ${first}` : `${first} || exit; ${second} || :`;
  const packed = scripts.map(({ script }) => Buffer.from(script, 'utf8').toString('base64'));
  const command = ['sh', '-c', bootstrap, ...packed].map(quoteSh).join(' ');
  const stdin = run.stdin === undefined ? {} : { stdin: run.stdin };
  return transport.exec(command, { ...stdin, deadlineMs: run.deadlineMs });
}

/** Of a packed script, which is an argument of the shell that calls it. */
function callOf({ name, args }: Script, index: number): string {
  return `sh -c "$(printf %s "$${index}" | base64 -d)" ${[name, ...args].map(quoteSh).join(' ')}`;
}
