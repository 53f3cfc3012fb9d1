import type { Facts } from './facts.ts';
import type { HostFinding } from './finding.ts';
import { foreignHarnesses } from './findings-harness.ts';
import type { Wanted } from './wanted.ts';

/** The oldest systemd that all units are written for: Debian 12's. */
export const OLDEST_SYSTEMD = 252;

/** What the host lacks to carry the fleet; a host that shall carry nothing needs only what stops units. */
export function hostFindings(want: Wanted, facts: Facts): readonly HostFinding[] {
  const carries = want.manifest.units.length > 0;
  const lacks = facts.lacks.filter((tool) => tool !== 'tmux').sort();
  return [
    ...(facts.manager ? [] : [{ kind: 'no-manager' as const }]),
    ...(carries && !facts.bus ? [{ kind: 'no-bus' as const }] : []),
    ...(carries && !facts.linger ? [{ kind: 'linger-off' as const }] : []),
    ...(carries && facts.lacks.includes('tmux') ? [{ kind: 'no-tmux' as const }] : []),
    ...((facts.systemd ?? 0) < OLDEST_SYSTEMD ? [{ kind: 'old-systemd' as const, have: facts.systemd }] : []),
    ...foreignHarnesses(want, facts),
    ...lacks.map((tool) => ({ kind: 'tool-missing' as const, tool })),
  ];
}

const HOST_KINDS: ReadonlySet<string> = new Set<HostFinding['kind']>([
  'no-manager',
  'no-bus',
  'linger-off',
  'no-tmux',
  'old-systemd',
  'tool-missing',
  'harness-foreign',
]);

/** Whether a finding is of the host itself, and so for `install` to mend. */
export function isHostFinding(finding: { readonly kind: string }): finding is HostFinding {
  return HOST_KINDS.has(finding.kind);
}
