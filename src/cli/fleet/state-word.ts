import type { BusyAgent } from '../../provision/interrupts.ts';

/** What keeps an agent from being restarted, in words that follow its name. */
export function stateWord({ state }: BusyAgent): string {
  switch (state) {
    case 'waiting':
      return 'asks for a decision';
    case 'unknown':
      return 'nobody knows what it does';
    default:
      return state;
  }
}
