import { describeInstall } from '../../provision/describe-install.ts';
import type { InstallProgress } from '../../provision/install-harnesses.ts';

export interface Progress {
  readonly show: (progress: InstallProgress) => void;
  /** Nothing more is to be shown of a host. */
  readonly end: (host: string) => void;
}

/** Tells how far installations are: on a terminal one line that changes, else a line for each that begins. */
export function installProgress(width: number, isSilent: boolean): Progress {
  if (isSilent) return { show: () => undefined, end: () => undefined };
  if (process.stderr.isTTY !== true) return { show: (one) => begun(one, width), end: () => undefined };
  const open = new Map<string, string>();
  let drawn = 0;
  const draw = () => process.stderr.write(`\r\x1b[K${[...open.values()].join(' · ')}`);
  return {
    show: (one) => {
      open.set(one.host, shortText(one));
      // A line a chunk would be thousands.
      if (one.sent !== one.total && Date.now() - drawn < 100) return;
      drawn = Date.now();
      draw();
    },
    end: (host) => {
      if (open.delete(host)) process.stderr.write('\r\x1b[K');
      if (open.size > 0) draw();
    },
  };
}

function begun({ host, install, sent, total }: InstallProgress, width: number): void {
  if (sent !== 0) return;
  process.stdout.write(
    `${host.padEnd(width)}installing ${describeInstall(install)}, ${megabytes(total ?? 0)} MB\n`,
  );
}

/** `box claude 2.1.330 120 of 175 MB` */
function shortText({ host, install: { harness, version }, sent, total }: InstallProgress): string {
  if (sent === null || total === null) return `${host} ${harness} ${version} fetching`;
  const how = sent >= total ? 'unpacking' : `${megabytes(sent)} of ${megabytes(total)} MB`;
  return `${host} ${harness} ${version} ${how}`;
}

function megabytes(bytes: number): string {
  return (bytes / 1_000_000).toFixed(bytes < 10_000_000 ? 1 : 0);
}
