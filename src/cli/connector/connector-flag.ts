import { CONNECTOR_KINDS } from '../../model/connector.ts';
import { NAME } from '../../model/names.ts';
import { knownHint } from '../../model/nearest.ts';
import { hintOf, schemaNotes } from '../../model/schema-hints.ts';
import { connectorSchema, type WrittenConnector } from '../../model/written-connector.ts';
import { cliError, EXIT } from '../cli-error.ts';

const KEYS = ['name', 'server', 'channel', 'token', 'allow', 'owners', 'mention', 'api'];
const LISTS = ['allow', 'owners'];

/** A connector as it was typed; what was not said is filled in with regard to the orchestrator's name. */
export type ConnectorFlag = (orchestrator: string) => WrittenConnector;

/**
 * Reads `discord:server=ID,channel=ID,allow=ID,ID,owners=ID,token=SECRET`; what stands between commas without `=` belongs to the list
 * before it. `what` is how an error calls it. Throws a CliError that lists all faults; it never shows what was given as a token.
 */
export function parseConnectorFlag(flag: string, what: string): ConnectorFlag {
  const colon = flag.indexOf(':');
  const kind = colon < 0 ? flag : flag.slice(0, colon);
  if (!CONNECTOR_KINDS.some((known) => known === kind))
    throw faulty(what, [
      `no kind of connector is named "${kind.slice(0, 30)}"; ${knownHint(kind, CONNECTOR_KINDS)}`,
    ]);
  const { values, faults } = readPairs(colon < 0 ? '' : flag.slice(colon + 1));
  const token = (values.get('token')?.[0] ?? 'discord-token').replace(/^secret:/, '');
  if (!NAME.test(token))
    faults.push(
      'token: name a secret, as in token=discord-token; a value itself never stands on a command line',
    );
  const written = {
    name: values.get('name')?.[0],
    kind,
    server: values.get('server')?.[0],
    channel: values.get('channel')?.[0],
    token: `secret:${token}`,
    ...Object.fromEntries(LISTS.flatMap((key) => (values.has(key) ? [[key, values.get(key)]] : []))),
    ...(values.has('mention') ? { mention: wordOf(values.get('mention')?.[0]) } : {}),
    ...(values.has('api') ? { api: values.get('api')?.[0] } : {}),
  };
  const connector = { ...written, name: written.name ?? 'unnamed' };
  const all = [
    ...faults,
    ...schemaFaults(NAME.test(token) ? connector : { ...connector, token: 'secret:x' }),
  ];
  if (all.length > 0) throw faulty(what, all);
  return (orchestrator) =>
    ({ ...connector, name: written.name ?? `${orchestrator}-${kind}`.slice(-63) }) as WrittenConnector;
}

function readPairs(text: string) {
  const values = new Map<string, string[]>();
  const faults: string[] = [];
  let last: string | null = null;
  for (const piece of text.split(',').filter((part) => part !== '')) {
    const at = piece.indexOf('=');
    const key: string | null = at < 0 ? last : piece.slice(0, at).trim();
    const value = piece.slice(at + 1).trim();
    if (key === null || (at < 0 && !LISTS.includes(key)))
      faults.push('a piece has no key: KEY=VALUE, with commas between');
    else if (!KEYS.includes(key)) faults.push(`unknown key "${key.slice(0, 30)}"; ${knownHint(key, KEYS)}`);
    else if (values.has(key) && !LISTS.includes(key)) faults.push(`${key} stands twice`);
    else values.set(key, [...(values.get(key) ?? []), value]);
    last = key;
  }
  return { values, faults };
}

function wordOf(word: string | undefined): unknown {
  return word === 'true' ? true : word === 'false' ? false : word;
}

function schemaFaults(connector: object): readonly string[] {
  const parsed = connectorSchema.safeParse(connector);
  const noteAt = schemaNotes(connectorSchema);
  const faults = (parsed.success ? [] : parsed.error.issues).map(({ path }) => {
    const place = path as readonly (string | number)[];
    const value = place.reduce<unknown>(
      (at, step) => (at as Record<string | number, unknown> | undefined)?.[step],
      connector,
    );
    const note = noteAt(place);
    const hint = hintOf(note) ?? '';
    const key = String(place[0]);
    return value === undefined
      ? `${key} is missing: ${hint}`
      : `${key}: "${String(value).slice(0, 60)}" is not ${note.title ?? 'valid'}: ${hint}`;
  });
  // On a command line ids need no quotes.
  return faults.map((fault) => fault.replace(', in quotes:', ':').replace(/, e\.g\. .*$/, ''));
}

function faulty(what: string, faults: readonly string[]) {
  return cliError({
    message: [`${what} cannot be used; nothing was changed`, ...faults].join('\n'),
    next: { valid: 'discord:server=ID,channel=ID,allow=ID,owners=ID,token=discord-token' },
    exitCode: EXIT.usage,
  });
}
