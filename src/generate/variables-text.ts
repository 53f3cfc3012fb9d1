import { byCodeUnit } from '../model/by-code-unit.ts';
import type { Agent } from '../model/fleet.ts';
import { quoteSh } from '../model/quote-sh.ts';

/**
 * The roster's variables of an agent, for agent-record to source: `export NAME='value'` lines, and for secrets
 * `export_secret NAME SECRET`, which reads the unit's credential.
 */
export function variablesText({ env, secrets }: Pick<Agent, 'env' | 'secrets'>): string {
  const texts = sorted(env).map(([name, value]) => `export ${name}=${quoteSh(value)}\n`);
  const references = sorted(secrets).map(([name, secret]) => `export_secret ${name} ${quoteSh(secret)}\n`);
  return [...texts, ...references].join('');
}

function sorted(record: Readonly<Record<string, string>>): readonly (readonly [string, string])[] {
  return Object.entries(record).sort(([a], [b]) => byCodeUnit(a, b));
}
