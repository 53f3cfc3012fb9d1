import { MAX_SECRET, secretFault, secretValue } from '../../model/secret.ts';
import { type SecretSource, sourceText } from '../../model/secret-source.ts';
import { redactFromNowOn } from '../redact.ts';
import type { AgeStore } from './age-store.ts';
import { type FoundValue, faulty } from './found-value.ts';
import { homePath } from './home-path.ts';
import { withoutLastNewline } from './last-newline.ts';
import { readPlainFile } from './private-file.ts';
import { runCommand } from './run-command.ts';

export type FindValue = (name: string, source: SecretSource) => Promise<FoundValue>;

/** Looks values up where the roster says; `secrets.age` is opened once, when it is first needed. */
export function valueFinder(dir: string): FindValue {
  let store: Promise<AgeStore> | null = null;
  const open = () => {
    // What reads age files is slow to load, and most commands open none.
    store ??= import('./age-store.ts').then(({ openStore }) => openStore(dir));
    return store;
  };
  return async (name, source) => {
    const found = await find(name, source, dir, open);
    if (found.kind === 'fault') return found;
    const fault = secretFault(found.value);
    if (fault !== null) return faulty(fault, mend(name, source));
    redactFromNowOn(secretValue(name, found.value));
    return found;
  };
}

function find(
  name: string,
  source: SecretSource,
  dir: string,
  open: () => Promise<AgeStore>,
): Promise<FoundValue> | FoundValue {
  switch (source.kind) {
    case 'env':
      return fromEnvironment(source.variable);
    case 'file':
      return fromFile(homePath(dir, source.path));
    case 'command':
      return runCommand(source.command, dir);
    case 'age':
      return open().then((store) => fromStore(name, store));
  }
}

function fromEnvironment(variable: string): FoundValue {
  const value = process.env[variable];
  if (value === undefined) return faulty(`${variable} is not set here`, `export ${variable}=…`);
  // Node shows broken UTF-8 as this mark: what is sent would not be what was set.
  if (value.includes('\ufffd')) return faulty(`${variable} is no UTF-8 text`, 'keep it in a file: file:PATH');
  return { kind: 'value', value: Buffer.from(value, 'utf8') };
}

async function fromFile(path: string): Promise<FoundValue> {
  const file = await readPlainFile(path, MAX_SECRET + 1);
  if (file.kind === 'fault') return faulty(`cannot read ${path}: ${file.why}`, `ls -l ${path}`);
  return { kind: 'value', value: withoutLastNewline(file.bytes) };
}

function fromStore(name: string, store: AgeStore): FoundValue {
  if (store.kind === 'fault') return store;
  const value = store.values.get(name);
  const next = `mosaic fleet secret set ${name}`;
  return value === undefined ? faulty('it is not in secrets.age', next) : { kind: 'value', value };
}

function mend(name: string, source: SecretSource): string {
  return source.kind === 'age'
    ? `mosaic fleet secret rotate ${name}`
    : `change what ${sourceText(source)} gives`;
}
