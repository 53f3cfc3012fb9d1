import { spawn } from 'node:child_process';

export interface CommandResult {
  /** Exit code; 128 + n when ended by a signal. */
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CommandOptions {
  readonly stdin?: string | Uint8Array;
  readonly env?: Readonly<Record<string, string>>;
  /** Every line of output, as it comes. */
  readonly onLine?: (line: string) => void;
}

/** Programs of the lab live in sbin, which is not in every user's PATH. */
export const searchPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

const plainEnv = { PATH: searchPath, LANG: 'C.UTF-8', DEBIAN_FRONTEND: 'noninteractive' };

/** Runs a program without a shell, to its end. Rejects only when it cannot be started. */
export function execute(argv: readonly string[], options: CommandOptions = {}): Promise<CommandResult> {
  const [program = '', ...args] = argv;
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { env: { ...proxyEnv(), ...plainEnv, ...options.env }, cwd: '/' });
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    let rest = '';
    const note = (chunk: Buffer) => {
      const lines = (rest + chunk.toString()).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) options.onLine?.(line);
    };
    child.stdout.on('data', (chunk: Buffer) => {
      stdout.push(chunk);
      note(chunk);
    });
    child.stderr.on('data', (chunk: Buffer) => {
      stderr.push(chunk);
      note(chunk);
    });
    child.on('error', reject);
    child.on('close', (code, signal) =>
      resolve({ code: code ?? (signal ? 137 : 1), stdout: text(stdout), stderr: text(stderr) }),
    );
    // A program that ends without reading its input is judged by its exit code, not by the broken pipe.
    child.stdin.on('error', () => {});
    child.stdin.end(options.stdin ?? '');
  });
}

/** Like `execute`, and throws an error that holds the command and its last words unless it exits 0. */
export async function executeOrThrow(argv: readonly string[], options: CommandOptions = {}): Promise<string> {
  const result = await execute(argv, options);
  if (result.code === 0) return result.stdout;
  const words = (result.stderr.trim() || result.stdout.trim()).split('\n').slice(-8).join('\n  ');
  throw new Error(`\`${argv.join(' ')}\` exited with ${result.code}:\n  ${words || '(it said nothing)'}`);
}

function text(chunks: readonly Buffer[]): string {
  return Buffer.concat(chunks).toString();
}

function proxyEnv(): Record<string, string> {
  const names = ['http_proxy', 'https_proxy', 'no_proxy'];
  return Object.fromEntries(names.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])));
}
