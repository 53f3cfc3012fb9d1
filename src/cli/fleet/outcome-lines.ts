import type { DeployDocument } from '../../model/contract-deploy.ts';
import { printable } from '../../model/printable.ts';
import type { HostOutcome } from '../../provision/outcome.ts';
import { EXIT, type ExitCode } from '../cli-error.ts';
import type { Style } from '../style.ts';
import { short } from './plan-lines.ts';

export interface Shown {
  readonly style: Style;
  /** Symbols stand only on a terminal. */
  readonly symbols: boolean;
}

/** What became of one host: a line, and after a failure why, what the agent said last, the state now, and what to type. */
export function outcomeLines(outcome: HostOutcome, width: number, { style, symbols }: Shown): string {
  const name = outcome.host.padEnd(width);
  const bad = symbols ? `${style.red('✕')} ` : '';
  const good = symbols ? `${style.green('✓')} ` : '';
  switch (outcome.result) {
    case 'unchanged':
      return `${name}${style.dim('no change')}\n`;
    case 'deployed': {
      const started = outcome.starts.length === 0 ? '' : `: started ${outcome.starts.join(', ')}`;
      return `${name}${good}deployed ${short(outcome.to)}${started}\n`;
    }
    case 'rolled-back':
      return `${name}${bad}${style.red('rolled back')} to ${short(outcome.from)}: ${rolledBack(outcome, style)}`;
    case 'refused':
      return `${name}${bad}${style.red('not deployed')}: ${printable(outcome.why)}\n${steps({ next: outcome.next }, style)}`;
    case 'unreachable':
      return `${name}${bad}${style.red('unreachable')}: ${printable(outcome.why)}\n${steps({ next: outcome.next }, style)}`;
  }
}

function rolledBack(outcome: Extract<HostOutcome, { readonly result: 'rolled-back' }>, style: Style): string {
  const [first, ...rest] = outcome.log.map(printable);
  const log =
    first === undefined
      ? []
      : [`last lines of the agent:   ${first}`, ...rest.map((line) => `${' '.repeat(27)}${line}`)];
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
  return `${printable(outcome.why)}\n${lines}${steps({ ...look, retry: `mosaic fleet deploy ${outcome.host}` }, style)}`;
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

export function isFailure({ result }: HostOutcome): boolean {
  return result !== 'unchanged' && result !== 'deployed';
}

/** The same for programs. */
export function deployDocument(fleet: string, outcomes: readonly HostOutcome[]): DeployDocument {
  return { version: 1, fleet, hosts: outcomes.map(outcomeRow) };
}

function outcomeRow(outcome: HostOutcome): DeployDocument['hosts'][number] {
  const { host, result } = outcome;
  return {
    host,
    result,
    from: 'from' in outcome ? outcome.from : 'release' in outcome ? outcome.release : null,
    to: 'to' in outcome ? outcome.to : 'release' in outcome ? outcome.release : null,
    starts: 'starts' in outcome ? [...outcome.starts] : [],
    why: 'why' in outcome ? outcome.why : null,
    agent: 'agent' in outcome ? outcome.agent : null,
    log: 'log' in outcome ? [...outcome.log] : [],
    differs: 'differs' in outcome ? [...outcome.differs] : [],
    undecided: 'undecided' in outcome && outcome.undecided,
    next: 'next' in outcome ? outcome.next : null,
  };
}
