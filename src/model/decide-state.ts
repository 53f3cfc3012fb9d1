import type { HeartbeatLimits, Signals, Verdict } from './heartbeat.ts';
import { type Rule, type Sight, yes } from './rules.ts';
import { livingRules } from './rules-living.ts';
import { unitRules } from './rules-unit.ts';

/** What one rule made of the signals; `state` is `null` where it did not apply. */
export interface Opinion extends Sight {
  readonly rule: string;
  readonly means: string;
}

const nothingLeft: Rule = {
  name: 'no-evidence',
  means: 'What no rule above can tell is unknown: neither send to it nor kill it.',
  look: () => yes('unknown', 'no signal tells what it is doing'),
};

/** In this order; the first that applies decides, and the last always applies. */
const rules: readonly Rule[] = [...unitRules, ...livingRules, nothingLeft];

/** The names of all rules, in their order. */
export const ruleNames: readonly string[] = rules.map((rule) => rule.name);

/** What every rule saw, in their order: the first with a state decided. */
export function explainState(signals: Signals, limits: HeartbeatLimits): readonly Opinion[] {
  return rules.map((rule) => ({ rule: rule.name, means: rule.means, ...rule.look(signals, limits) }));
}

/** What an agent is doing, by all that is known of it. Total: every combination of signals has one answer. */
export function decideState(signals: Signals, limits: HeartbeatLimits): Verdict {
  for (const rule of rules) {
    const { state, saw, since } = rule.look(signals, limits);
    if (state !== null) return { state, rule: rule.name, why: saw, since };
  }
  return { state: 'unknown', rule: nothingLeft.name, why: 'no rule applied', since: null };
}
