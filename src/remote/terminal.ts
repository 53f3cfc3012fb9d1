import { constants } from 'node:os';
import type { ClientChannel } from './ssh2.ts';
import { type RemoteError, remoteError } from './transport.ts';

/** Leaves the alternate screen, shows the cursor, ends mouse reports and bracketed paste, and plain colours. */
const RESET = '\x1b[?1049l\x1b[?25h\x1b[?1000l\x1b[?1002l\x1b[?1003l\x1b[?1006l\x1b[?2004l\x1b[0m\r\n';

/** A terminal's kind and size, as a pty request takes it. */
export interface TerminalSize {
  readonly term: string;
  readonly cols: number;
  readonly rows: number;
  readonly width: number;
  readonly height: number;
}

/** Of the caller's terminal. */
export function terminalSize(): TerminalSize {
  const { columns: cols = 80, rows = 24 } = process.stdout;
  return { term: process.env['TERM'] ?? 'xterm-256color', cols, rows, width: 0, height: 0 };
}

/**
 * Joins the caller's terminal, in raw mode, to a channel. The answer takes it back; `reset` when the program on the
 * other side had no chance to leave the screen as it found it.
 */
export function giveTerminal(channel: ClientChannel): (screen: 'as it is' | 'reset') => void {
  const { stdin, stdout, stderr } = process;
  const resize = () => {
    const { rows, cols } = terminalSize();
    channel.setWindow(rows, cols, 0, 0);
  };
  stdin.setRawMode(true);
  stdin.pipe(channel);
  channel.pipe(stdout, { end: false });
  channel.stderr.pipe(stderr, { end: false });
  stdout.on('resize', resize);
  return (screen) => {
    stdout.off('resize', resize);
    stdin.unpipe(channel);
    stdin.pause();
    stdin.setRawMode(false);
    if (screen === 'reset') resetScreen();
  };
}

/** After a program that had no chance to leave the screen as it found it. */
export function resetScreen(): void {
  process.stdout.write(RESET);
}

/** What a shell would say in `$?`. */
export function exitNumber(code: number | null, signal: string | null): number {
  if (code !== null) return code;
  const numbers: Readonly<Record<string, number>> = constants.signals;
  return 128 + (numbers[signal ?? ''] ?? 0);
}

export function noTerminal(host: string): RemoteError {
  const message = 'attaching needs a terminal: stdin or stdout is none';
  return remoteError({ code: 'no-terminal', host, message, next: 'the same command in a terminal' });
}
