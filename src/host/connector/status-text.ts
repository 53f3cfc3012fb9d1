import type { LinkState } from '../../model/chat.ts';
import { printable } from '../../model/printable.ts';

/** The flat record `status` of a connector; `at` and `since` are seconds since 1970. */
export function statusText(state: LinkState, since: number, waiting: number, at: number): string {
  const why = 'why' in state ? printable(state.why).slice(0, 500) : '';
  return `state=${state.kind}\nsince=${since}\nat=${at}\nwaiting=${waiting}\nwhy=${why}\n`;
}
