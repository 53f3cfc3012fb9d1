/** Asks on the terminal for the passphrase of a key file; `null` without a terminal, or when the user turns away. */
export async function askPassphrase(path: string, attempt: number): Promise<string | null> {
  if (!process.stdin.isTTY || !process.stderr.isTTY) return null;
  const { isCancel, password } = await import('./prompts.ts');
  const again = attempt === 1 ? '' : ' (that was not it)';
  const answer = await password({ message: `Passphrase of ${path}${again}`, output: process.stderr });
  return isCancel(answer) ? null : answer;
}
