import { formatSpan } from '../../model/span.ts';
import { agentStates } from '../../operate/agent-states.ts';
import type { Drain } from '../../provision/drain.ts';
import type { BusyAgent } from '../../provision/interrupts.ts';
import { probeScripts } from './host-scripts.ts';
import { stateWord } from './state-word.ts';

/** Long enough for a state that contradicts itself only for a moment. */
const UNKNOWN_SECONDS = 20;

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
