import { lockKey } from '../model/harness-lock.ts';
import type { Facts } from './facts.ts';
import type { Finding, HarnessFinding, HostFinding } from './finding.ts';
import type { Wanted } from './wanted.ts';

/** Harnesses that are not on the host, or not as they were installed. */
export function harnessFindings({ manifest }: Wanted, facts: Facts): readonly HarnessFinding[] {
  return manifest.harnesses.flatMap(({ name, version, digests }): HarnessFinding[] => {
    const want = digestFor(digests, facts);
    const have = facts.harnesses[lockKey({ name, version })];
    if (want === null || (have?.digest === want && have.whole)) return [];
    return [{ kind: have === undefined ? 'harness-missing' : 'harness-changed', harness: name, version }];
  });
}

/** Harnesses that are not published for what the host is. */
export function foreignHarnesses({ manifest }: Wanted, facts: Facts): readonly HostFinding[] {
  const { platform } = facts;
  return manifest.harnesses
    .filter(({ digests }) => digestFor(digests, facts) === null)
    .map(({ name, version }) => ({ kind: 'harness-foreign', harness: name, version, platform }));
}

/** One harness that a deploy installs. */
export interface HarnessInstall {
  readonly harness: string;
  readonly version: string;
  readonly platform: string;
  /** What it is known by once it is complete. */
  readonly digest: string;
  /** Whether what is there is replaced. */
  readonly isRepair: boolean;
}

/** What ends the findings, in the order of the manifest: Node before what runs on it. */
export function harnessInstalls(
  { manifest }: Wanted,
  facts: Facts,
  found: readonly Finding[],
): readonly HarnessInstall[] {
  const installs = manifest.harnesses.flatMap(({ name, version, digests }): HarnessInstall[] => {
    const digest = digestFor(digests, facts);
    const finding = found.find((one) => isHarnessFinding(one) && one.harness === name);
    if (digest === null || finding === undefined) return [];
    const isRepair = finding.kind === 'harness-changed';
    return [{ harness: name, version, platform: facts.platform ?? '', digest, isRepair }];
  });
  return [
    ...installs.filter(({ harness }) => harness === 'node'),
    ...installs.filter(({ harness }) => harness !== 'node'),
  ];
}

function isHarnessFinding(finding: Finding): finding is HarnessFinding {
  return finding.kind === 'harness-missing' || finding.kind === 'harness-changed';
}

function digestFor(digests: Readonly<Record<string, string>>, { platform }: Facts): string | null {
  return platform !== null && Object.hasOwn(digests, platform) ? (digests[platform] ?? null) : null;
}
