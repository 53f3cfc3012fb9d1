/**
 * Quotes one argument of `ExecStart=`: it arrives as it is, whatever blanks, quotes, `%`, `$` or `;` it holds.
 * Throws TypeError for what no argument can carry. Not for the first word, the program: systemd expands no `$` there.
 */
export function quoteExecArgument(value: string): string {
  refuseUnsayable(value);
  return doubleQuoted(value.replaceAll('$', '$$$$'));
}

/** One argument of `ExecStart=`: a path below the home of whoever the unit runs as, absolute when it arrives. */
export function quoteExecHomePath(path: string): string {
  return `"%h/${quoteExecArgument(path).slice(1)}`;
}

/**
 * Quotes one path of a list such as `ReadWritePaths=`, one that may be missing; `~/` becomes the home of whoever the unit runs as.
 * Throws TypeError for control characters: unlike in `ExecStart=`, systemd knows no escapes for them here.
 */
export function quotePath(path: string): string {
  refuseUnsayable(path);
  if (/\p{Cc}/u.test(path)) throw new TypeError('a path in a list holds no control characters');
  const quoted = doubleQuoted(path.replace(/^~\//, '/'));
  return `"-${path.startsWith('~/') ? '%h' : ''}${quoted.slice(1)}`;
}

/** Quotes one `NAME=value` of `Environment=`. systemd refuses control characters in it, so this throws TypeError for them. */
export function quoteEnvironment(name: string, value: string): string {
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) throw new TypeError(`not a name of a variable: ${name}`);
  refuseUnsayable(value);
  if (/[^\P{Cc}\t\n]/u.test(value))
    throw new TypeError('systemd takes no control characters in Environment=');
  return doubleQuoted(`${name}=${value}`);
}

/**
 * Writes the whole value of a key that knows no quotes (`Description=`, `ConditionPathExists=`): only `%` is special.
 * Throws TypeError for what cannot stand there: more than a line, blanks at an end, a backslash at the end.
 */
export function plainSystemd(value: string): string {
  refuseUnsayable(value);
  if (/\p{Cc}/u.test(value)) throw new TypeError('a plain value holds no control characters');
  if (/^\s|\s$|\\$/.test(value))
    throw new TypeError('a plain value keeps no blanks or backslash at its ends');
  return value.replaceAll('%', '%%');
}

function refuseUnsayable(value: string): void {
  if (value.includes('\0')) throw new TypeError('a unit cannot hold NUL');
  if (!value.isWellFormed()) throw new TypeError('a unit cannot hold half of a surrogate pair');
  // systemd takes a file with U+FFFE and the like for broken UTF-8, and ignores that line.
  if (/\p{Noncharacter_Code_Point}/u.test(value)) throw new TypeError('a unit cannot hold a noncharacter');
}

function doubleQuoted(value: string): string {
  const escaped = value
    .replaceAll('\\', '\\\\')
    .replaceAll('"', '\\"')
    .replaceAll('%', '%%')
    .replace(
      /[\x01-\x1f\x7f]/g,
      (character) => `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`,
    );
  return `"${escaped}"`;
}
