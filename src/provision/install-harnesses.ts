import type { Transport } from '../remote/transport.ts';
import { describeInstall } from './describe-install.ts';
import { hostError } from './fault.ts';
import type { HarnessInstall } from './findings-harness.ts';
import type { HarnessStore } from './harness-store.ts';
import { harnessList, harnessStream, sizeOf, spaceFor } from './harness-stream.ts';
import type { HostPlan } from './host-plan.ts';
import type { HostScripts } from './look.ts';
import { runScript } from './run-script.ts';

/** How far an installation is. */
export interface InstallProgress {
  readonly host: string;
  readonly install: HarnessInstall;
  readonly state: /** To the operator's machine. */
    | { readonly kind: 'fetching' }
    /** Bytes, from there to the host, which then unpacks. */
    | { readonly kind: 'sending'; readonly sent: number; readonly total: number }
    /** However it ended. */
    | { readonly kind: 'done' };
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
    try {
      const used = await installOne(transport, scripts, { host, fleet, install, free: left }, installing);
      left = left === null ? null : left - used;
    } finally {
      installing.onProgress({ host, install, state: { kind: 'done' } });
    }
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
  onProgress({ host, install, state: { kind: 'fetching' } });
  const fetched = await store.fetch(install);
  const needed = spaceFor(fetched.archives);
  if (free !== null && free < needed) throw noSpace(host, install, needed, free);
  const total = sizeOf(fetched.archives);
  const list = Buffer.from(harnessList(fetched), 'utf8');
  const { harness, version, digest } = install;
  const onSent = (sent: number) => onProgress({ host, install, state: { kind: 'sending', sent, total } });
  onSent(0);
  const result = await runScript(transport, {
    script: scripts.harness,
    name: 'harness',
    args: [fleet, harness, version, digest, String(list.length)],
    stdin: harnessStream(list, fetched.archives, onSent),
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
