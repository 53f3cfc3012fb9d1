import type { Facts } from './facts.ts';
import type { Finding } from './finding.ts';
import { findings } from './findings.ts';
import { carriedBy, type Wanted } from './wanted.ts';

/**
 * What `verify` says of a host. Where the roster gives another release by now, that is one thing, and the host is judged by the release
 * that it carries: what nobody deployed yet is no fault of the host's, and would hide what is.
 */
export function verdict(want: Wanted, facts: Facts): readonly Finding[] {
  const have = facts.current === want.release ? null : carriedBy(want.manifest.host, facts);
  // Who took `current` away did not undo the deploy: what it left is judged by what should be there.
  if (have === null || (facts.current === null && facts.record !== null)) return findings(want, facts);
  return [{ kind: 'other-release', have: facts.current }, ...findings(have, facts)];
}
