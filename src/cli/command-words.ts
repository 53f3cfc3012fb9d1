/**
 * The command words at the front of an argument list: `['-C', 'd', 'fleet', 'ps', '--json']` → `['fleet', 'ps']`.
 * Only the first two count: a group and its command. Decides which command's file is read.
 */
export function commandWords(args: readonly string[]): readonly string[] {
  const [head, ...rest] = args;
  if (head === undefined || head === '--') return [];
  if (head === '-C' || head === '--dir') return commandWords(rest.slice(1));
  if (head.startsWith('-')) return commandWords(rest);
  const next = commandWords(rest)[0];
  return next === undefined ? [head] : [head, next];
}

/** `help fleet ps` means `fleet ps --help`. */
export function rewriteHelp(args: readonly string[]): readonly string[] {
  return args[0] === 'help' ? [...args.slice(1), '--help'] : args;
}
