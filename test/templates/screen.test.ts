import { writeFileSync } from 'node:fs';
import { join } from 'node:path/posix';
import { expect, test } from 'vitest';
import { stage, start } from './support/stage.ts';
import { screensOf, template } from './support/templates.ts';

const kindOf = `${template('sh/screen.sh')}\nscreen_kind_of "$(cat)" "$1"\n`;

async function kind(screen: string, screens = screensOf('echo')): Promise<string> {
  const at = stage();
  const file = join(at.root, 'screens');
  writeFileSync(file, screens);
  return (await start(at, kindOf, [file], screen).ended).stdout.trim();
}

test.each([
  ['an empty composer', '  echo: hi\n>', 'idle'],
  ['a draft', '  echo: hi\n> half', 'unknown'],
  ['a turn', '  you: hi\nworking (esc to interrupt) 3', 'busy'],
  ['a dialog', 'Allow run: rm -rf /? (y/n)', 'waiting'],
  ['a dialog over an old composer', '>\nworking (esc to interrupt)\nAllow run: x? (y/n)', 'waiting'],
  ['a turn over an old composer', '>\nworking (esc to interrupt)', 'busy'],
  ['what a message said', '  >\n  working (esc to interrupt)\n  Allow run: x? (y/n)\nbash$', 'unknown'],
  ['nothing', '', 'unknown'],
])('the echo runtime: %s', async (_, screen, expected) => {
  expect(await kind(screen)).toBe(expected);
});

const RULE = '─'.repeat(50);
const composer = (text: string, foot: string) => `${RULE}\n❯\u00a0${text}\n${RULE}\n  ${foot}`;
const MANUAL = '⏸ manual mode on';
const BYPASS = '⏵⏵ bypass permissions on (shift+tab to cycle)';
const DIALOG = ` Do you want to proceed?
 ❯ 1. Yes
   2. No
 Esc to cancel · Tab to amend`;

test.each([
  ['an empty composer', composer('', MANUAL), 'idle'],
  ['a hint in it', composer('Once fixed, resend your message', MANUAL), 'idle'],
  ['an example in it', composer('Try "how does src/a b.ts work?"', `${BYPASS} · ← for agents`), 'idle'],
  ['a draft', composer('half', MANUAL), 'unknown'],
  ['a draft that begins like an example', composer('Try "x"', MANUAL), 'unknown'],
  ['a turn', composer('', `${BYPASS} · esc to interrupt · ←…`), 'busy'],
  [
    'messages in its queue',
    composer('Press up to edit queued messages', `${MANUAL} · esc to interrupt`),
    'busy',
  ],
  [
    'a limit that it waits for',
    composer('', `⚠ Usage limit reached\n    Continuing at 7pm · Esc to cancel\n  ${MANUAL}`),
    'idle',
  ],
  ['a permission dialog', `● As it was told\n${DIALOG}`, 'waiting'],
  ['an edit', ' Do you want to make this edit to a.ts?\n ❯ 1. Yes', 'waiting'],
  ['trust', ' ❯ 1. Yes, I trust this folder\n   2. No, exit\n\n Enter to confirm · Esc to cancel', 'waiting'],
  [
    'what was said in it',
    `❯ Do you want to proceed?\n${DIALOG.replaceAll(/^/gm, '  ')}\n● Esc to cancel\n${composer('half', MANUAL)}`,
    'unknown',
  ],
])('the claude runtime: %s', async (_, screen, expected) => {
  expect(await kind(screen, screensOf('claude'))).toBe(expected);
});

test('patterns are matched as Unicode, and one by one', async () => {
  const screens = 'idle\t^❯ ?$\nidle\t^› .{3}$\nbusy\t^(⠋|⠙) Working\n';
  expect(await kind('❯', screens)).toBe('idle');
  expect(await kind('› äöü', screens)).toBe('idle');
  expect(await kind('⠙ Working…\n❯', screens)).toBe('busy');
  expect(await kind('› äöüß', screens)).toBe('unknown');
});

test('a runtime without patterns is unknown', async () => {
  expect(await kind('>', '')).toBe('unknown');
  expect(await kind('>', 'refuse\t>\nidle\t\n')).toBe('unknown');
});

test('no server is started by a look, and none is unknown', async () => {
  const at = stage();
  const { stdout } = await start(at, `${template('sh/screen.sh')}\nscreen_kind "$1" x "$2"\n`, [
    at.socket,
    '/dev/null',
  ]).ended;
  expect(stdout.trim()).toBe('unknown');
});
