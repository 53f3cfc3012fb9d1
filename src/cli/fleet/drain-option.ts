import { Option } from '@commander-js/extra-typings';
import { DURATION, secondsOf } from '../../model/quantities.ts';
import { cliError, EXIT } from '../cli-error.ts';

const DRAIN = '10m';

export function drainOption() {
  const says = 'how long agents may finish their turn before they restart, e.g. 90s, 15m, 2h';
  return new Option('--drain <time>', says).default(secondsOf(DRAIN), DRAIN).argParser(parseDrain);
}

export function noDrainOption() {
  return new Option('--no-drain', 'restart agents at once, in the middle of what they do');
}

/** Seconds of `15m`, or a CliError. */
function parseDrain(text: string): number {
  if (DURATION.test(text)) return secondsOf(text);
  const message = `--drain takes a time such as 90s, 15m or 2h, not "${text}"`;
  throw cliError({ message, next: { none: 'the same command with --no-drain' }, exitCode: EXIT.usage });
}
