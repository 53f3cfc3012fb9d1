import type { ManifestAgent } from '../model/bundle.ts';
import type { Facts } from './facts.ts';
import type { SandboxFinding } from './finding.ts';
import type { Wanted } from './wanted.ts';

/** Running agents of this release that are not shut in, by what their processes see: systemd ignores settings that it cannot carry out. */
export function sandboxFindings({ manifest }: Wanted, facts: Facts): readonly SandboxFinding[] {
  return manifest.agents.flatMap((agent) => ofAgent(agent, facts));
}

function ofAgent({ name, unit, launch, sandbox }: ManifestAgent, facts: Facts): readonly SandboxFinding[] {
  const have = facts.units[unit];
  if (sandbox.disabled !== null || have?.active !== 'active' || have.launch !== launch) return [];
  const open = facts.open[unit];
  if (open === undefined) return [{ kind: 'sandbox-unseen', agent: name }];
  return open.length === 0 ? [] : [{ kind: 'sandbox-open', agent: name, open }];
}
