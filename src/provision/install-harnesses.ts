import type { Transport } from '../remote/transport.ts';
import { describeInstall } from './describe-install.ts';
import { hostError } from './fault.ts';
import type { HarnessInstall } from './findings-harness.ts';
import type { HarnessStore } from './harness-store.ts';
import { harnessList, harnessStream, sizeOf, spaceFor } from './harness-stream.ts';
import type { HostPlan } from './host-plan.ts';
import type { HostScripts } from './look.ts';
import { runScript } from './run-script.ts';

/** How far an installation is. `sent` of `total` bytes; both `null` while it is fetched to the operator's machine. */
export interface InstallProgress {
  readonly host: string;
  readonly install: HarnessInstall;
  readonly sent: number | null;
  readonly total: number | null;
}

export interface HarnessInstalling {
  readonly store: HarnessStore;
  readonly onProgress: (progress: InstallProgress) => void;
}

/** Bytes a second below which a line is too slow to go on. */
const SLOWEST = 30_000;
const PATIENCE_MS = 600_000;

/**
 * Installs what a plan lists, one after the other, through this machine. Nothing that runs is touched; what breaks off leaves a folder
 * that the next one removes. Rejects with a RemoteError or a HostError.
 */
export async function installHarnesses(
  transport: Transport,
  scripts: HostScripts,
  { host, fleet, installs, free }: HostPlan,
  installing: HarnessInstalling,
): Promise<void> {
  let left = free;
  for (const install of installs) {
    const used = await installOne(transport, scripts, { host, fleet, install, free: left }, installing);
    left = left === null ? null : left - used;
  }
}

interface One {
  readonly host: string;
  readonly fleet: string;
  readonly install: HarnessInstall;
  readonly free: number | null;
}

/** Answers with the bytes that it takes on the host. */
async function installOne(
  transport: Transport,
  scripts: HostScripts,
  { host, fleet, install, free }: One,
  { store, onProgress }: HarnessInstalling,
): Promise<number> {
  onProgress({ host, install, sent: null, total: null });
  const fetched = await store.fetch(install);
  const needed = spaceFor(fetched.archives);
  if (free !== null && free < needed) throw noSpace(host, install, needed, free);
  const total = sizeOf(fetched.archives);
  const list = Buffer.from(harnessList(fetched), 'utf8');
  const { harness, version, digest } = install;
  onProgress({ host, install, sent: 0, total });
  const result = await runScript(transport, {
    script: scripts.harness,
    name: 'harness',
    args: [fleet, harness, version, digest, String(list.length)],
    stdin: harnessStream(list, fetched.archives, (sent) => onProgress({ host, install, sent, total })),
    deadlineMs: PATIENCE_MS + (total / SLOWEST) * 1000,
  });
  if (result.code === 0) return needed;
  const said = result.stderr.trim().split('\n').at(-1) ?? '';
  const why = said === '' ? `exit ${result.code ?? result.signal}` : said;
  throw hostError(`${describeInstall(install)}: ${why}`, `mosaic fleet deploy ${host}`);
}

function noSpace(host: string, install: HarnessInstall, needed: number, free: number) {
  const [want, have] = [needed, free].map((bytes) => `${Math.round(bytes / 1_000_000)} MB`);
  const message = `${describeInstall(install)} needs ${want} of disk, and ${have} are free`;
  return hostError(message, `mosaic fleet deploy ${host}`);
}
