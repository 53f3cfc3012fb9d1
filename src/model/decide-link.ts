import type { ConnectorProbe } from './host-probe.ts';
import { integerOf } from './record.ts';

export type LinkWord = 'up' | 'connecting' | 'down' | 'failed' | 'unknown';

/** How a connector stands with its platform, and why. `failed` is final: only a person can mend it. */
export interface LinkVerdict {
  readonly link: LinkWord;
  readonly why: string;
  /** Since when, by the host's clock. */
  readonly since: number | null;
  /** Posts that wait to go out. */
  readonly waiting: number | null;
}

/** Seconds after which its last word about itself no longer counts: it says one every half a minute. */
const STALE = 120;

const WORDS: readonly LinkWord[] = ['up', 'connecting', 'down', 'failed'];

/** Decides from the unit first, then from what the connector says of itself. */
export function decideLink({ unit, status }: ConnectorProbe, now: number): LinkVerdict {
  if (unit === null) return said('unknown', 'systemd knows nothing of its unit');
  if (unit.active !== 'active') return said('down', `its unit is ${unit.active}`);
  const at = status === null ? null : integerOf(status, 'at');
  if (status === null || at === null) return said('connecting', 'it has said nothing of itself yet');
  if (now - at > STALE) return said('unknown', `it has said nothing of itself for ${now - at} s`);
  const link = WORDS.find((word) => word === status['state']) ?? 'unknown';
  const why = status['why'] ?? '';
  return { link, why, since: integerOf(status, 'since'), waiting: integerOf(status, 'waiting') };
}

function said(link: LinkWord, why: string): LinkVerdict {
  return { link, why, since: null, waiting: null };
}
