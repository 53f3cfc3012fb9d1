import { type CliError, cliError, EXIT } from './cli-error.ts';

/** What a command throws whose question was answered with no. */
export function declined(): CliError {
  return cliError({ message: 'nothing was changed', exitCode: EXIT.failed });
}

/** Asks a yes-or-no question on the terminal; `yes` answers it. Without a terminal, a CliError that names `--yes`. */
export async function confirm(question: string, { yes }: { readonly yes: boolean }): Promise<boolean> {
  if (yes) return true;
  if (!process.stdin.isTTY || !process.stderr.isTTY) {
    const message = `this asks a question, and there is no terminal: ${question}`;
    throw cliError({ message, next: 'the same command with --yes', exitCode: EXIT.usage });
  }
  const prompts = await import('./prompts.ts');
  const answer = await prompts.confirm({ message: question, initialValue: false, output: process.stderr });
  return answer === true;
}
