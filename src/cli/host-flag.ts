import { NAME } from '../model/names.ts';
import type { WrittenHost } from '../model/written-inventory.ts';
import { cliError, EXIT } from './cli-error.ts';

export interface NamedHost {
  readonly name: string;
  readonly host: WrittenHost;
}

/** Reads `NAME=USER@ADDRESS[:PORT]`, `NAME=ADDRESS` or `NAME=local`. Throws a CliError that says what it should be. */
export function parseHostFlag(flag: string): NamedHost {
  const at = flag.indexOf('=');
  const name = at < 0 ? flag : flag.slice(0, at);
  if (at < 0) throw faulty(`--host ${flag}`, 'it has no address', 'NAME=USER@ADDRESS, or NAME=local');
  return {
    name: requireName(name, `--host ${flag}`),
    host: parseTarget(flag.slice(at + 1), `--host ${flag}`),
  };
}

/** Reads `USER@ADDRESS[:PORT]`, `ADDRESS`, `USER@[IPV6]:PORT` or `local`; `what` is how an error calls it. */
export function parseTarget(target: string, what: string): WrittenHost {
  if (target === 'local') return { connection: 'local' };
  const match = TARGET.exec(target);
  const { user, v6, v4, port } = match?.groups ?? {};
  const address = v6 ?? v4;
  if (address === undefined)
    throw faulty(what, 'no address can be read from it', 'USER@ADDRESS[:PORT], or local');
  const number = port === undefined ? undefined : Number(port);
  if (number !== undefined && (number < 1 || number > 65_535))
    throw faulty(what, `${port} is no port`, '1 to 65535');
  return {
    address,
    ...(number === undefined ? {} : { port: number }),
    ...(user === undefined ? {} : { user }),
  };
}

// An IPv6 address with a port stands in brackets; without one it may stand bare.
const TARGET =
  /^(?:(?<user>[A-Za-z_][A-Za-z0-9_.\\-]{0,63})@)?(?:\[(?<v6>[0-9A-Fa-f:.]+(?:%[A-Za-z0-9]+)?)\]|(?<v4>[A-Za-z0-9][A-Za-z0-9._-]{0,254}|[0-9A-Fa-f]*:[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*))(?::(?<port>[0-9]{1,5}))?$/;

/** A name of a host, or a CliError. */
export function requireName(name: string, what: string): string {
  if (NAME.test(name)) return name;
  throw faulty(what, `"${name}" is not a name`, 'small letters, digits and hyphens, beginning with a letter');
}

function faulty(what: string, why: string, rule: string) {
  return cliError({ message: `${what}: ${why}`, next: { valid: rule }, exitCode: EXIT.usage });
}
