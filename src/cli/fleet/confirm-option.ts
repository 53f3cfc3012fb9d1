import { DURATION, secondsOf } from '../../model/quantities.ts';
import { cliError, EXIT } from '../cli-error.ts';

export const CONFIRM_FLAG = '--confirm-within <time>';
export const CONFIRM_SAYS =
  'how long a switched host waits to be confirmed before it puts itself back, e.g. 20s, 5m';

const SHORTEST = 5;
const LONGEST = 3600;

/** Seconds of `20s`, or a CliError. */
export function parseConfirm(text: string): number {
  const seconds = DURATION.test(text) ? secondsOf(text) : 0;
  if (seconds >= SHORTEST && seconds <= LONGEST) return seconds;
  const message = `--confirm-within takes a time from 5s to 1h such as 20s or 5m, not "${text}"`;
  throw cliError({
    message,
    next: { default: 'without it: what the agents may take, and 30s' },
    exitCode: EXIT.usage,
  });
}
