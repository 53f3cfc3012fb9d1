import type { FailureDocument } from '../model/contract-failure.ts';
import { printable } from '../model/printable.ts';
import { EXIT, isCliError, type NextSteps } from './cli-error.ts';
import { knownWords } from './known-words.ts';
import { hasSaid, sayLine } from './say.ts';
import { type Style, styleFor } from './style.ts';

interface Telling {
  readonly message: string;
  readonly next: NextSteps;
  readonly exitCode: number;
  readonly stack?: string;
}

/**
 * Prints any error on stderr and answers with the exit code that it means; with `--json` also on stdout, when nothing
 * stands there yet. The only place that prints errors.
 */
export function printError(error: unknown, args: readonly string[], words: readonly string[]): number {
  if (isCommander(error) && isAnswer(error)) return error.code === 'commander.help' ? EXIT.usage : EXIT.ok;
  const telling = tell(error, hasFlag(args, '-v', '--verbose'), words);
  process.stderr.write(formatError(telling, styleFor(process.stderr, !hasFlag(args, '--no-color'))));
  if (hasFlag(args, '--json') && !hasSaid()) sayLine<FailureDocument>(failureDocument(telling));
  return telling.exitCode;
}

function failureDocument({ message, next, exitCode }: Telling): FailureDocument {
  const error = { message, next: labelled(next), exitCode };
  return { version: 1, error, problems: [] };
}

function labelled(next: NextSteps): Record<string, string> {
  return typeof next === 'string' ? { next } : { ...next };
}

/** What stands on stderr: the message, its further lines, and the next steps, aligned. */
export function formatError(telling: Telling, style: Style): string {
  const [first = '', ...more] = telling.message.split('\n').map(printable);
  const steps = labelled(telling.next);
  const labels = Object.keys(steps);
  const width = Math.max(...labels.map((label) => label.length));
  return [
    `${style.red('mosaic:')} ${first}`,
    ...more.map((line) => `  ${line}`),
    ...labels.map((label) => `  ${label.padEnd(width)}    ${style.cyan(printable(steps[label] ?? ''))}`),
    ...(telling.stack === undefined ? [] : [style.dim(telling.stack)]),
    '',
  ].join('\n');
}

function tell(error: unknown, verbose: boolean, words: readonly string[]): Telling {
  const stack = verbose && error instanceof Error && error.stack !== undefined ? { stack: error.stack } : {};
  if (isCliError(error)) {
    return { message: error.message, next: error.next ?? {}, exitCode: error.exitCode, ...stack };
  }
  if (isCommander(error)) {
    const message = error.message.replace(/^error: /, '').replace(/\n\((.*)\)$/, '\n$1');
    return {
      message,
      next: { help: ['mosaic', ...knownWords(words), '--help'].join(' ') },
      exitCode: EXIT.usage,
    };
  }
  const message = error instanceof Error ? error.message : String(error);
  const next: NextSteps = verbose ? {} : { stack: 'the same command again with -v' };
  return { message: `unexpected error: ${message}`, next, exitCode: EXIT.failed, ...stack };
}

interface CommanderFault extends Error {
  readonly code: string;
}

function isCommander(error: unknown): error is CommanderFault {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('commander.');
}

// Commander throws after help and version too; those are printed already.
function isAnswer(error: CommanderFault): boolean {
  return ['commander.help', 'commander.helpDisplayed', 'commander.version'].includes(error.code);
}

function hasFlag(args: readonly string[], ...flags: readonly string[]): boolean {
  const end = args.indexOf('--');
  return (end < 0 ? args : args.slice(0, end)).some((arg) => flags.includes(arg));
}
