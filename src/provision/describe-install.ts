import type { HarnessInstall } from './findings-harness.ts';

/** `harness claude 2.1.330` */
export function describeInstall({ harness, version }: Pick<HarnessInstall, 'harness' | 'version'>): string {
  return `harness ${harness} ${version}`;
}
