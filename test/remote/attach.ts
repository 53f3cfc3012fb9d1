import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import type { Host } from '../../src/model/host.ts';
import { quoteSh } from '../../src/model/quote-sh.ts';
import { until } from './sshd.ts';

const PROGRAM = fileURLToPath(new URL('attach-program.ts', import.meta.url));

/** What attach must do on every transport; each test has a real terminal of its own, made by script(1). */
export function attachConformance(host: () => Host): void {
  test('attach gives the terminal: input, output, exit code', async () => {
    const terminal = openTerminal(
      host(),
      'tty >/dev/null && echo on a terminal; read line; echo "got $line"; exit 9',
    );
    await until(() => terminal.screen().includes('on a terminal'));
    terminal.type('hello\n');
    await until(() => terminal.screen().includes('[ended 9]'));
    expect(terminal.screen()).toContain('got hello');
    await terminal.ended;
    expect(terminal.screen()).toMatch(/\[back, with echo\]/);
  });

  test('attach passes Ctrl-C on to the command alone', async () => {
    const terminal = openTerminal(
      host(),
      'trap "echo caught; exit 4" INT; echo ready; while :; do sleep 1; done',
    );
    await until(() => terminal.screen().includes('ready'));
    terminal.type('\x03');
    await until(() => terminal.screen().includes('[ended 4]'));
    expect(terminal.screen()).toContain('caught');
    await terminal.ended;
  });

  test('attach hands on the size, and its changes', async () => {
    const terminal = openTerminal(
      host(),
      'trap "stty size; exit 0" WINCH; stty size; while :; do sleep 0.1; done',
    );
    await until(() => terminal.screen().includes('31 97'));
    terminal.resize(40, 120);
    await until(() => terminal.screen().includes('40 120'));
    await until(() => terminal.screen().includes('[ended 0]'));
    await terminal.ended;
  });
}

export interface Terminal {
  screen(): string;
  type(keys: string): void;
  resize(rows: number, columns: number): void;
  readonly ended: Promise<unknown>;
}

/** Runs attach-program on a new terminal, and says afterwards whether the terminal echoes again. */
export function openTerminal(host: Host, command: string, ...more: readonly 'ask'[]): Terminal {
  const run = [process.execPath, PROGRAM, JSON.stringify(host), command, ...more].map(quoteSh).join(' ');
  const after =
    'case $(stty -a) in *" -echo "*|*" -icanon "*) echo "[raw]" ;; *) echo "[back, with echo]" ;; esac';
  const line = `stty rows 31 cols 97; tty; ${run}; ${after}`;
  const child: ChildProcess = spawn('/usr/bin/script', ['-qec', line, '/dev/null'], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, SHELL: '/bin/sh' },
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  let seen = '';
  child.stdout?.on('data', (chunk) => {
    seen += chunk;
  });
  return {
    screen: () => seen,
    type: (keys) => child.stdin?.write(keys),
    resize: (rows, columns) => {
      const device = /\/dev\/pts\/\d+/.exec(seen)?.[0] ?? 'no terminal';
      execFileSync('stty', ['-F', device, 'rows', `${rows}`, 'cols', `${columns}`]);
    },
    ended: once(child, 'exit'),
  };
}
