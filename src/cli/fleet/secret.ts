import { Command } from '@commander-js/extra-typings';
import type {
  SecretListDocument,
  SecretRmDocument,
  SecretSetDocument,
  SecretShareDocument,
} from '../../model/contract-secret.ts';
import { sourceText } from '../../model/secret-source.ts';
import { cliError, EXIT } from '../cli-error.ts';
import { addExample } from '../example.ts';
import { readShared, type SharedOptions } from '../options.ts';
import { say } from '../say.ts';
import { isRecipient } from '../secret/age.ts';
import { openStore, saveStore } from '../secret/age-store.ts';
import { valueFinder } from '../secret/find-value.ts';
import { findSecret, loadRosterSecrets, removeSource } from '../secret/roster-secrets.ts';
import { type SecretView, secretColumns, secretRow, setText, viewSecret } from '../secret/secret-lines.ts';
import { openedOrThrow, type SetSecret, setSecret } from '../secret/set-secret.ts';
import { renderTable } from '../table.ts';

/** `mosaic fleet secret set|list|rm|rotate|test|share` */
export function secretCommand() {
  const command = new Command('secret').description(
    'Keep values that agents need and nobody may read: API keys, tokens, passwords.',
  );
  const children = [
    setCommand(),
    listCommand(),
    removeCommand(),
    rotateCommand(),
    testCommand(),
    shareCommand(),
  ];
  for (const child of children) command.addCommand(child);
  return addExample(
    command,
    'mosaic fleet secret set openai-key',
    'mosaic fleet secret set gh --from file:~/.config/gh/token',
  );
}

function setCommand() {
  const command = new Command('set')
    .summary('keep a value, or say where it is')
    .description(
      'Ask for a value (or read it from stdin) and keep it in secrets.age; or say where its value is found.',
    )
    .argument('<name>', 'what variables call it: secret:NAME')
    .option('--from <source>', 'env:VARIABLE, file:PATH or command:COMMAND')
    .action(async (name, options, self) => {
      const shared = readShared(self);
      tellSet(await setSecret(shared.dir, name, options.from), shared);
    });
  return addExample(
    command,
    'mosaic fleet secret set mail-key',
    "mosaic fleet secret set model-key --from 'command:pass show models/key'",
  );
}

function tellSet(set: SetSecret, shared: SharedOptions): void {
  const { name, source, users, ...rest } = set;
  const told = { version: 1, secret: name, source: sourceText(source), agents: users, ...rest } as const;
  say<SecretSetDocument>(shared, told, setText(set));
}

function rotateCommand() {
  const command = new Command('rotate')
    .summary('give a secret a new value')
    .description(
      'Ask for the new value of a secret in secrets.age. The next deploy restarts the agents that use it.',
    )
    .argument('<name>', 'a secret')
    .action(async (name, _, self) => {
      const shared = readShared(self);
      const { source } = findSecret(await loadRosterSecrets(shared.dir), name);
      if (source.kind !== 'age') {
        const message = `${name} is kept by ${sourceText(source)}: give it a new value there`;
        throw cliError({ message, next: `mosaic fleet secret test ${name} && mosaic fleet deploy` });
      }
      tellSet(await setSecret(shared.dir, name, undefined), shared);
    });
  return addExample(command, 'mosaic fleet secret rotate mail-key');
}

function listCommand() {
  const command = new Command('list')
    .summary('all secrets: where from, for whom, never what')
    .description(
      'List the secrets, where they are found, which agents use them, and whether each can be had.',
    )
    .action(async (_, self) => {
      const shared = readShared(self);
      const views = await lookUp(shared.dir, []);
      sayAll(views, shared);
    });
  return addExample(command, 'mosaic fleet secret list');
}

function testCommand() {
  const command = new Command('test')
    .summary('try whether values can be had')
    .description(
      'Look secrets up, and say whether each can be had and roughly how long it is. Exit code 1 when one cannot.',
    )
    .argument('[name...]', 'only these secrets')
    .action(async (names, _, self) => {
      const shared = readShared(self);
      const views = await lookUp(shared.dir, names);
      sayAll(views, shared);
      if (views.some(({ ok }) => !ok)) process.exitCode = EXIT.failed;
    });
  return addExample(command, 'mosaic fleet secret test openai-key');
}

/** Looks up the named secrets, or all. */
async function lookUp(dir: string, names: readonly string[]): Promise<readonly SecretView[]> {
  const roster = await loadRosterSecrets(dir);
  const chosen = names.length === 0 ? roster.secrets : names.map((name) => findSecret(roster, name));
  const find = valueFinder(dir);
  const views: SecretView[] = [];
  // One after the other: each may ask on the terminal.
  for (const { name, source, users } of chosen) {
    views.push(viewSecret(name, source, users, await find(name, source)));
  }
  return views;
}

function sayAll(secrets: readonly SecretView[], shared: SharedOptions): void {
  say<SecretListDocument>(shared, { version: 1, secrets }, (style) =>
    secrets.length === 0
      ? 'no secrets: mosaic fleet secret set NAME\n'
      : renderTable(secretColumns, secrets.map(secretRow), style.dim),
  );
}

function removeCommand() {
  const command = new Command('rm')
    .summary('forget a secret')
    .description(
      'Remove a secret from the roster, and its value from secrets.age. The next deploy removes it from the hosts.',
    )
    .argument('<name>', 'a secret')
    .action(async (name, _, self) => {
      const shared = readShared(self);
      const roster = await loadRosterSecrets(shared.dir);
      const { source, users } = findSecret(roster, name);
      if (users.length > 0) {
        const message = `${users.join(', ')} use the secret ${name}; nothing was changed`;
        throw cliError({ message, next: { edit: 'roster.yaml' }, exitCode: EXIT.usage });
      }
      if (source.kind === 'age') await forget(shared.dir, name);
      await removeSource(roster, name);
      say<SecretRmDocument>(shared, { version: 1, secret: name, removed: true }, `removed  ${name}\n`);
    });
  return addExample(command, 'mosaic fleet secret rm mail-key');
}

async function forget(dir: string, name: string): Promise<void> {
  const { values, isNew } = openedOrThrow(await openStore(dir));
  if (isNew || !values.has(name)) return;
  await saveStore(dir, new Map([...values].filter(([kept]) => kept !== name)));
}

function shareCommand() {
  const command = new Command('share')
    .summary('let another operator open secrets.age')
    .description(
      'Add a recipient to secrets.recipients and encrypt secrets.age again; without one, encrypt again for those listed there.',
    )
    .argument('[recipient]', 'age1…, which `age-keygen -y FILE` prints')
    .action(async (recipient, _, self) => {
      const shared = readShared(self);
      if (recipient !== undefined && !isRecipient(recipient)) {
        const next = { there: 'age-keygen -y ~/.config/mosaic/identity.age' };
        const message = 'this is no age recipient (age1…); nothing was changed';
        throw cliError({ message, next, exitCode: EXIT.usage });
      }
      const { values } = openedOrThrow(await openStore(shared.dir));
      const { recipients } = await saveStore(shared.dir, values, recipient === undefined ? [] : [recipient]);
      const lines = ['secrets.age opens for', ...recipients.map((one) => `  ${one}`), ''];
      say<SecretShareDocument>(shared, { version: 1, recipients }, lines.join('\n'));
    });
  return addExample(command, 'mosaic fleet secret share age1qyqs…');
}
