import { quoteSh } from '../model/quote-sh.ts';
import type { ExecResult, Transport } from '../remote/transport.ts';

export interface ScriptRun {
  /** The script's text. */
  readonly script: string;
  /** Its `$0`, for messages. */
  readonly name: string;
  readonly args: readonly string[];
  /** What the script reads from its stdin. */
  readonly stdin?: Uint8Array;
  readonly deadlineMs: number;
}

/**
 * Runs a script that is on no disk of the host: it travels at the front of stdin, since an argument may hold 128 KiB at most.
 * The login shell may be any: it only sees one quoted `sh -c`.
 */
export function runScript(transport: Transport, run: ScriptRun): Promise<ExecResult> {
  const script = Buffer.from(run.script, 'utf8');
  const bootstrap = `exec sh -c "$(head -c ${script.length})" "$@"`;
  const command = ['sh', '-c', bootstrap, 'sh', run.name, ...run.args].map(quoteSh).join(' ');
  const stdin = run.stdin === undefined ? script : Buffer.concat([script, run.stdin]);
  return transport.exec(command, { stdin, deadlineMs: run.deadlineMs });
}
