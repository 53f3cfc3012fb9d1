import { describeInstall } from '../../provision/describe-install.ts';
import type { InstallProgress } from '../../provision/install-harnesses.ts';

export interface Progress {
  readonly show: (progress: InstallProgress) => void;
  /** Makes room for a line of somebody else's. */
  readonly clear: () => void;
}

/** Where progress is told. */
export interface ProgressOutput {
  write(text: string): unknown;
  /** Columns of the terminal; `undefined`: it is none. */
  readonly columns?: number | undefined;
}

const CLEAR = '\r\x1b[K';
/** Milliseconds between two drawings: a chunk comes every few. */
const PAUSE = 100;

/** Tells how far installations are: on a terminal one line that changes, else a line for each that begins. */
export function installProgress(width: number, output: ProgressOutput): Progress {
  const { columns } = output;
  if (columns === undefined)
    return { show: (one) => output.write(begunLine(one, width)), clear: () => undefined };
  const open = new Map<string, string>();
  let drawn = 0;
  const draw = () => output.write(`${CLEAR}${[...open.values()].join(' · ').slice(0, columns - 1)}`);
  return {
    show: (one) => {
      const isStep = one.state.kind !== 'sending' || one.state.sent >= one.state.total;
      if (one.state.kind === 'done') open.delete(one.host);
      else open.set(one.host, shortText(one));
      if (!isStep && performance.now() - drawn < PAUSE) return;
      drawn = performance.now();
      draw();
    },
    clear: () => {
      if (open.size > 0) output.write(CLEAR);
    },
  };
}

function begunLine({ host, install, state }: InstallProgress, width: number): string {
  if (state.kind !== 'sending' || state.sent > 0) return '';
  return `${host.padEnd(width)}installing ${describeInstall(install)}, ${megabytes(state.total)} MB\n`;
}

/** `box claude 2.1.330 120 of 175 MB` */
function shortText({ host, install: { harness, version }, state }: InstallProgress): string {
  const what = `${host} ${harness} ${version}`;
  if (state.kind !== 'sending') return `${what} fetching`;
  const { sent, total } = state;
  return sent >= total ? `${what} unpacking` : `${what} ${megabytes(sent)} of ${megabytes(total)} MB`;
}

function megabytes(bytes: number): string {
  return (bytes / 1_000_000).toFixed(bytes < 10_000_000 ? 1 : 0);
}
