import { byCodeUnit } from '../model/by-code-unit.ts';
import { quoteSh } from '../model/quote-sh.ts';

/** The roster's variables of an agent, for sh to source: `export NAME='value'` lines. */
export function variablesText(env: Readonly<Record<string, string>>): string {
  const names = Object.keys(env).sort(byCodeUnit);
  return names.map((name) => `export ${name}=${quoteSh(env[name] ?? '')}\n`).join('');
}
