import { byCodeUnit } from './by-code-unit.ts';
import type { Connector } from './connector.ts';
import { referenceOf } from './secret-reference.ts';
import type { WrittenOrchestrator } from './written-roster.ts';

/** The orchestrator's connectors with every default filled in, sorted by name. */
export function connectorsOf({
  name: agent,
  host,
  connectors = [],
}: WrittenOrchestrator): readonly Connector[] {
  return connectors
    .map(
      ({ allow = [], owners = [], mention = false, token, api = null, ...given }): Connector => ({
        ...given,
        agent,
        host,
        allow: sorted(allow),
        owners: sorted(owners),
        mention,
        token: referenceOf(token) ?? '',
        api,
      }),
    )
    .sort((a, b) => byCodeUnit(a.name, b.name));
}

function sorted(ids: readonly string[]): readonly string[] {
  return [...new Set(ids)].sort(byCodeUnit);
}
