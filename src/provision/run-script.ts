import { quoteSh } from '../model/quote-sh.ts';
import type { ExecResult, Transport } from '../remote/transport.ts';

/** Of the packed script, which is its `$0`. */
const BOOTSTRAP = 'exec sh -c "$(printf %s "$0" | base64 -d)" "$@"';

export interface ScriptRun {
  /** The script's text. */
  readonly script: string;
  /** Its `$0`, for messages. */
  readonly name: string;
  readonly args: readonly string[];
  /** What the script reads from its stdin. */
  readonly stdin?: Uint8Array | AsyncIterable<Uint8Array>;
  readonly deadlineMs: number;
}

/**
 * Runs a script that is on no disk of the host. It travels in the command, since a command's stdin costs a round trip more.
 * Packed it is one word of plain letters to whatever login shell there is, and far below the 128 KiB that an argument may hold.
 */
export function runScript(transport: Transport, run: ScriptRun): Promise<ExecResult> {
  const packed = Buffer.from(run.script, 'utf8').toString('base64');
  const command = ['sh', '-c', BOOTSTRAP, packed, run.name, ...run.args].map(quoteSh).join(' ');
  const stdin = run.stdin === undefined ? {} : { stdin: run.stdin };
  return transport.exec(command, { ...stdin, deadlineMs: run.deadlineMs });
}
