import { writeSync } from 'node:fs';

const ESC = '\x1b[';
/** Alternate screen, no cursor, no wrapping of long lines; and back. */
const ENTER = `${ESC}?1049h${ESC}?25l${ESC}?7l`;
const LEAVE = `${ESC}?7h${ESC}?25h${ESC}?1049l`;

export interface Picture {
  /** Replaces what is shown. */
  draw(text: string): void;
  /** Gives the terminal back; more than once is once. */
  close(): void;
}

/** Takes the whole terminal, and gives it back however the process ends. */
export function openPicture(): Picture {
  const stream = process.stdout;
  let last = '';
  let isOpen = true;
  const redraw = () => stream.write(frame(last, stream.rows));
  const close = () => {
    if (!isOpen) return;
    isOpen = false;
    stream.off('resize', redraw);
    // At the end of a process nothing that waits is written any more.
    writeSync(1, LEAVE);
  };
  const end = (signal: NodeJS.Signals) => {
    close();
    // Nobody listens any more: now it ends the process as it should.
    process.kill(process.pid, signal);
  };
  process.once('exit', close);
  for (const signal of ['SIGTERM', 'SIGHUP'] as const) process.once(signal, end);
  stream.write(ENTER);
  stream.on('resize', redraw);
  return {
    draw: (text) => {
      last = text;
      if (isOpen) redraw();
    },
    close,
  };
}

/** Text over what stood there before: line by line and without clearing first, so that nothing flickers. */
export function frame(text: string, rows: number): string {
  const lines = text.replace(/\n$/, '').split('\n');
  const shown =
    lines.length <= rows
      ? lines
      : [...lines.slice(0, Math.max(0, rows - 1)), `… ${lines.length - rows + 1} more lines`];
  return `${ESC}H${shown.map((line) => `${line}${ESC}K`).join('\r\n')}${ESC}J`;
}
