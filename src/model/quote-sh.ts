/**
 * Quotes one string as one argument for a POSIX shell. Every character but NUL is data between the quotes.
 * Throws TypeError for what no argument can carry: NUL, or half of a surrogate pair (it would arrive changed).
 */
export function quoteSh(value: string): string {
  if (value.includes('\0')) throw new TypeError('a shell argument cannot hold NUL');
  if (!value.isWellFormed()) throw new TypeError('a shell argument cannot hold half of a surrogate pair');
  return `'${value.replaceAll("'", "'\\''")}'`;
}
