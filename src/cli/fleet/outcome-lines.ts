import { printable } from '../../model/printable.ts';
import type { BusyAgent } from '../../provision/interrupts.ts';
import type { HostOutcome } from '../../provision/outcome.ts';
import { EXIT, type ExitCode } from '../cli-error.ts';
import type { Style } from '../style.ts';
import { againCommand, type DeployCommand } from './next-deploy.ts';
import { short } from './plan-lines.ts';
import { stateWord } from './state-word.ts';

export interface Shown {
  readonly style: Style;
  /** Symbols stand only on a terminal. */
  readonly symbols: boolean;
  /** What was typed. */
  readonly command: DeployCommand;
}

/** What became of one host: a line, and after a failure why, what the agent said last, the state now, and what to type. */
export function outcomeLines(outcome: HostOutcome, width: number, shown: Shown): string {
  const { style, symbols, command } = shown;
  const next = againCommand(outcome, command) ?? '';
  const name = outcome.host.padEnd(width);
  const bad = symbols ? `${style.red('✕')} ` : '';
  const good = symbols ? `${style.green('✓')} ` : '';
  switch (outcome.result) {
    case 'unchanged':
      return `${name}${style.dim('no change')}\n`;
    case 'deployed': {
      const started = outcome.starts.length === 0 ? '' : `: started ${outcome.starts.join(', ')}`;
      const what = outcome.to === null ? 'cleared' : `deployed ${short(outcome.to)}`;
      return `${name}${good}${what}${started}\n${deferred(outcome.deferred, next, style)}`;
    }
    case 'deferred':
      return `${name}${style.yellow('deferred')}: nothing was changed\n${deferred(outcome.deferred, next, style)}`;
    case 'held':
      return `${name}${bad}${style.red('not deployed')}: all is not well on the canary ${outcome.canary}; nothing was changed\n`;
    case 'rolled-back':
      return `${name}${bad}${style.red('rolled back')} to ${short(outcome.from)}: ${rolledBack(outcome, next, style)}`;
    case 'refused':
      return `${name}${bad}${style.red('not deployed')}: ${printable(outcome.why)}\n${steps({ next: outcome.next }, style)}`;
    case 'unreachable':
      return `${name}${bad}${style.red('unreachable')}: ${printable(outcome.why)}\n${steps({ next: outcome.next }, style)}`;
  }
}

/** Agents that were not interrupted, and how they are. */
function deferred(agents: readonly BusyAgent[], next: string, style: Style): string {
  if (agents.length === 0) return '';
  const lines = agents.map((one) => `  ${one.agent} goes on as it was: ${stateWord(one)}\n`);
  const asking = agents.filter(({ state }) => state === 'waiting').map(({ agent }) => agent);
  const answers = asking.map((agent) => [`answer ${agent}`, `mosaic fleet attach ${agent}`] as const);
  const all = { ...Object.fromEntries(answers), again: next, 'at once': `${next} --no-drain` };
  return `${lines.join('')}${steps(all, style)}`;
}

function rolledBack(
  outcome: Extract<HostOutcome, { readonly result: 'rolled-back' }>,
  retry: string,
  style: Style,
): string {
  const [first, ...rest] = outcome.log.map(printable);
  const label = outcome.agent === null ? 'last lines of its log:   ' : 'last lines of the agent:   ';
  const log =
    first === undefined
      ? []
      : [`${label}${first}`, ...rest.map((line) => `${' '.repeat(label.length)}${line}`)];
  const old =
    outcome.from === null
      ? 'Nothing of the fleet runs there, as before.'
      : 'The old fleet runs; nothing else changed.';
  const state =
    outcome.differs.length === 0
      ? [old]
      : ['Not all is as before:', ...outcome.differs.map((word) => `  ${printable(word)}`)];
  const look = outcome.agent === null ? {} : { look: `mosaic fleet logs ${outcome.agent}` };
  const lines = [...log, ...state].map((line) => `  ${line}\n`).join('');
  return `${printable(outcome.why)}\n${lines}${steps({ ...look, retry }, style)}`;
}

function steps(named: Readonly<Record<string, string>>, style: Style): string {
  const width = Math.max(...Object.keys(named).map((label) => label.length)) + 3;
  return Object.entries(named)
    .map(([label, command]) => `  ${label.padEnd(width)}${style.cyan(command)}\n`)
    .join('');
}

/** 3 when some hosts failed and others are done, 1 when all failed. */
export function exitCodeOf(failed: number, all: number): ExitCode {
  if (failed === 0) return EXIT.ok;
  return failed < all ? EXIT.someHosts : EXIT.failed;
}
