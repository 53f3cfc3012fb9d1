import { Option } from '@commander-js/extra-typings';
import { DURATION, secondsOf } from '../../model/quantities.ts';
import { formatSpan } from '../../model/span.ts';
import { agentStates } from '../../operate/agent-states.ts';
import type { Drain } from '../../provision/drain.ts';
import type { BusyAgent } from '../../provision/interrupts.ts';
import { cliError, EXIT } from '../cli-error.ts';
import { probeScripts } from './host-scripts.ts';

const DRAIN = '10m';
/** Long enough for a state that contradicts itself only for a moment. */
const UNKNOWN_SECONDS = 20;

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

/** `option`: seconds, or `false` for `--no-drain`. Who is waited for is told on stderr. */
export function drainFor(option: number | boolean, fleet: string, width: number): Drain | null {
  if (typeof option !== 'number') return null;
  return {
    seconds: option,
    secondsForUnknown: Math.min(option, UNKNOWN_SECONDS),
    look: (transport) => agentStates(transport, fleet, probeScripts()),
    onWait: (host, busy, most) => process.stderr.write(waitLine(host.padEnd(width), busy, most)),
  };
}

function waitLine(host: string, busy: readonly BusyAgent[], seconds: number): string {
  if (busy.length === 0) return `${host}nobody is busy any more\n`;
  const names = busy.map((one) => `${one.agent} (${stateWord(one)})`);
  return `${host}waiting for ${names.join(', ')}, at most ${formatSpan(seconds)}\n`;
}

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
