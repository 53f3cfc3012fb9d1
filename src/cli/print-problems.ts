import type { FailureDocument } from '../model/contract-failure.ts';
import type { Problem } from '../model/problem.ts';
import { formatProblem } from '../model/problem-text.ts';
import { EXIT } from './cli-error.ts';
import type { SharedOptions } from './options.ts';
import { hasSaid, sayLine } from './say.ts';
import { styleFor } from './style.ts';

/**
 * Prints problems on stderr, with a last line that counts them; with `--json` and an error among them, stdout gets
 * them as a failure. An error sets the exit code 2: the command prints nothing else and returns.
 */
export function printProblems(problems: readonly Problem[], shared: SharedOptions): void {
  if (problems.length === 0) return;
  const style = styleFor(process.stderr, shared.color);
  const text = problems.map((problem) => `${formatProblem(problem, style)}\n`).join('\n');
  const errors = problems.filter(({ severity }) => severity === 'error').length;
  process.stderr.write(`${text}\n${errors > 0 ? `${countProblems(problems)}\n` : ''}`);
  if (errors === 0) return;
  const error = { message: countProblems(problems), next: {}, exitCode: EXIT.usage };
  if (shared.json && !hasSaid())
    sayLine<FailureDocument>({ version: 1, error, problems: problems.map(viewProblem) });
  process.exitCode = EXIT.usage;
}

/** `2 errors, 1 warning` */
export function countProblems(problems: readonly Problem[]): string {
  const count = (severity: Problem['severity']) => {
    const number = problems.filter((problem) => problem.severity === severity).length;
    return number === 0 ? [] : [`${number} ${severity}${number === 1 ? '' : 's'}`];
  };
  return [...count('error'), ...count('warning')].join(', ');
}

/** What programs get of a problem. */
export function viewProblem({ severity, message, hint, place }: Problem) {
  const { file = null, line = null, column = null } = place ?? {};
  return { severity, message, hint: hint ?? null, file, line, column };
}
