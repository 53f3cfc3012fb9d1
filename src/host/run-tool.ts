import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { ToolName } from '../model/host-tools.ts';
import type { Here } from './here.ts';

export interface ToolEnd {
  readonly code: number | null;
  readonly stdout: Buffer;
  readonly stderr: string;
}

/** Most that a tool may say; what comes after it ends the tool. */
const MAX_BYTES = 16_000_000;

/** Runs one of our scripts here. A tool that is not done in `deadlineMs` is killed: its `code` is `null` then. */
export function runTool(
  here: Here,
  tool: ToolName,
  args: readonly string[],
  { stdin = '', deadlineMs }: { readonly stdin?: string | Uint8Array; readonly deadlineMs: number },
): Promise<ToolEnd> {
  return new Promise((resolve, reject) => {
    const child = spawn('/bin/sh', [join(here.root, here.tools[tool]), ...args], {
      timeout: deadlineMs,
      killSignal: 'SIGKILL',
    });
    const [out, err]: [Buffer[], Buffer[]] = [[], []];
    let size = 0;
    const keep = (into: Buffer[]) => (bytes: Buffer) => {
      size += bytes.length;
      if (size <= MAX_BYTES) into.push(bytes);
      else child.kill('SIGKILL');
    };
    child.stdout.on('data', keep(out));
    child.stderr.on('data', keep(err));
    child.on('error', reject);
    child.on('close', (code) =>
      resolve({ code, stdout: Buffer.concat(out), stderr: Buffer.concat(err).toString().trim() }),
    );
    // A script that refuses early does not read to the end.
    child.stdin.on('error', () => {});
    child.stdin.end(stdin);
  });
}
