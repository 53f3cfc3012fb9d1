import { NAME } from '../../model/names.ts';
import { secretFault, secretValue } from '../../model/secret.ts';
import { circleFault, parseSource, type SecretSource, sourceText } from '../../model/secret-source.ts';
import { cliError, EXIT } from '../cli-error.ts';
import { redactFromNowOn } from '../redact.ts';
import { type AgeStore, openStore, type Saved, saveStore } from './age-store.ts';
import { askValue } from './ask-value.ts';
import { valueFinder } from './find-value.ts';
import { loadRosterSecrets, type RosterSecrets, saveSource } from './roster-secrets.ts';

export interface SetSecret {
  readonly name: string;
  readonly source: SecretSource;
  readonly users: readonly string[];
  /** Whether the value in `secrets.age` is another one now; `null` when it does not stand there. */
  readonly changed: boolean | null;
  readonly madeIdentity: string | null;
  /** Why its value cannot be had now, for a source that is only named. */
  readonly fault: string | null;
}

/** Declares where a secret comes from, or keeps a value that is asked for in `secrets.age`. */
export async function setSecret(dir: string, name: string, from: string | undefined): Promise<SetSecret> {
  if (!NAME.test(name)) {
    const message = `"${name}" is not a name: small letters, digits and hyphens, beginning with a letter`;
    throw cliError({ message, exitCode: EXIT.usage });
  }
  const roster = await loadRosterSecrets(dir);
  const source: SecretSource = from === undefined ? { kind: 'age' } : sourceOf(from);
  const users = roster.secrets.find((secret) => secret.name === name)?.users ?? [];
  if (source.kind === 'age') return keepValue(dir, roster, name, users);
  await saveSource(roster, name, source);
  const found = await valueFinder(dir)(name, source);
  const fault = found.kind === 'fault' ? found.why : null;
  return { name, source, users, changed: null, madeIdentity: null, fault };
}

function sourceOf(from: string): SecretSource {
  const source = parseSource(from);
  if (source === null) {
    // What was typed may be the value itself: it is not said again.
    const message = '--from takes env:VARIABLE, file:PATH or command:COMMAND; nothing was changed';
    throw cliError({ message, next: 'without --from it asks for the value', exitCode: EXIT.usage });
  }
  const fault = circleFault(source);
  if (fault !== null) throw cliError({ message: `${sourceText(source)}: ${fault}`, exitCode: EXIT.usage });
  return source;
}

/** Asks for a value and keeps it encrypted; the file is opened first, so that nobody types in vain. */
async function keepValue(
  dir: string,
  roster: RosterSecrets,
  name: string,
  users: readonly string[],
): Promise<SetSecret> {
  const { values } = openedOrThrow(await openStore(dir));
  const value = await askValue(name);
  const fault = secretFault(value);
  if (fault !== null) throw cliError({ message: `secret ${name}: ${fault}; nothing was changed` });
  redactFromNowOn(secretValue(name, value));
  const before = values.get(name);
  const changed = before === undefined || Buffer.compare(before, value) !== 0;
  const saved: Saved | null = changed ? await saveStore(dir, new Map([...values, [name, value]])) : null;
  const source: SecretSource = { kind: 'age' };
  await saveSource(roster, name, source);
  return { name, source, users, changed, madeIdentity: saved?.madeIdentity ?? null, fault: null };
}

/** The store, or a CliError that says why it does not open. */
export function openedOrThrow(store: AgeStore): Extract<AgeStore, { readonly kind: 'open' }> {
  if (store.kind === 'open') return store;
  throw cliError({ message: `${store.why}; nothing was changed`, next: store.next });
}
