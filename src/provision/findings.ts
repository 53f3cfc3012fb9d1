import type { Facts } from './facts.ts';
import type { Finding } from './finding.ts';
import { beatFindings } from './findings-beat.ts';
import { dropInFindings } from './findings-drop-in.ts';
import { harnessFindings } from './findings-harness.ts';
import { hostFindings } from './findings-host.ts';
import { linkFindings } from './findings-link.ts';
import { placeFindings } from './findings-place.ts';
import { sandboxFindings } from './findings-sandbox.ts';
import { secretFindings } from './findings-secret.ts';
import { unitFindings } from './findings-unit.ts';
import type { Wanted } from './wanted.ts';

/**
 * Everything on a host that is not as wanted, and what is the host's own (`isWrong`); none is: what runs is what was deployed. The same for `verify`, for the drift
 * that a plan shows, for what a plan mends, and for the check after a deploy.
 */
export function findings(want: Wanted, facts: Facts): readonly Finding[] {
  return [
    ...hostFindings(want, facts),
    ...placeFindings(want, facts),
    ...linkFindings(want, facts),
    ...dropInFindings(want, facts),
    ...unitFindings(want, facts),
    ...beatFindings(want, facts),
    ...sandboxFindings(want, facts),
    ...secretFindings(want, facts),
    ...harnessFindings(want, facts),
    ...unconfirmed(facts),
  ];
}

function unconfirmed({ pending }: Facts): readonly Finding[] {
  return pending === null ? [] : [{ kind: 'unconfirmed', by: pending.by, at: pending.at }];
}
