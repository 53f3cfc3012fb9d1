import { writeFileSync } from 'node:fs';
import { join } from 'node:path/posix';
import { expect, test } from 'vitest';
import { bottomLine, screen, startedAgent, tmux } from './support/conversation.ts';
import { agent, decide, readRecord, type Stage, send, stage, startAgent } from './support/stage.ts';
import { until } from './support/until.ts';

const says = (at: Stage, words: string) => () => screen(at).some((line) => line.includes(words));

async function asking(command = 'rm -rf build') {
  const at = stage();
  await startedAgent(at);
  await send(at, `!ask ${command}`, 5);
  const { prompt, fingerprint } = readRecord(at.state, 'hook');
  return { at, prompt: prompt ?? '', fingerprint: fingerprint ?? '' };
}

test.each([
  ['allow', 'ran: rm -rf build'],
  ['deny', 'not allowed: rm -rf build'],
] as const)('what is decided happens: %s', async (decision, words) => {
  const { at, prompt, fingerprint } = await asking();
  expect([prompt, fingerprint]).toEqual(['run: rm -rf build', expect.stringMatching(/^[0-9a-f]{16}$/)]);
  expect(await decide(at, decision, fingerprint)).toEqual({
    outcome: 'decided',
    why: '',
    prompt,
    fingerprint,
  });
  await until('it goes on', says(at, words));
  expect(readRecord(at.state, 'hook')['fingerprint']).toBeUndefined();
});

test('without a fingerprint it is the prompt that is open, once', async () => {
  const { at, prompt } = await asking();
  const both = await Promise.all([decide(at, 'allow'), decide(at, 'allow')]);
  expect(both.map(({ outcome }) => outcome).sort()).toEqual(['decided', 'none']);
  expect(both.find(({ outcome }) => outcome === 'decided')).toMatchObject({ prompt });
});

test('a decision on an earlier prompt presses nothing, though the same is asked again', async () => {
  const { at, fingerprint } = await asking('x');
  await decide(at, 'deny', fingerprint);
  await until('idle', () => bottomLine(at) === '>');
  expect(await decide(at, 'allow', fingerprint)).toMatchObject({ outcome: 'none' });
  await send(at, '!ask x', 5);
  expect(await decide(at, 'allow', fingerprint)).toMatchObject({ outcome: 'changed', prompt: 'run: x' });
  expect(bottomLine(at)).toBe('Allow run: x? (y/n)');
});

test('a question of which the hooks say nothing is left to the terminal', async () => {
  const at = stage();
  await startedAgent(at);
  await send(at, '!silent', 1);
  await until('its hooks are dead', () => bottomLine(at) === '>');
  await send(at, '!ask x');
  await until('it asks', () => bottomLine(at).startsWith('Allow'));
  expect(await decide(at, 'allow')).toMatchObject({ outcome: 'unclear' });
  expect(bottomLine(at)).toBe('Allow run: x? (y/n)');
});

test('a scrolled screen is no hindrance', async () => {
  const { at, fingerprint } = await asking();
  tmux(at, 'copy-mode', '-t', `=${agent}:`);
  expect(await decide(at, 'allow', fingerprint)).toMatchObject({ outcome: 'decided' });
  await until('it ran', says(at, 'ran: rm -rf build'));
});

test('a question that is drawn a moment after it was told is waited for', async () => {
  const draw =
    "sleep 0.7; printf '\\rAllow run: x? (y/n)'; dd bs=1 count=1 status=none >/dev/null; printf '\\r> \\033[K'";
  const at = stage({ start: `stty -icanon -echo; printf '> '; ${draw}; exec sleep 600\n` });
  startAgent(at);
  await until('it draws', () => bottomLine(at) === '>');
  writeFileSync(join(at.state, 'hook'), 'at=1\nstate=waiting\nprompt=run: x\nfingerprint=0123456789abcdef\n');
  expect(await decide(at, 'allow')).toMatchObject({ outcome: 'decided', prompt: 'run: x' });
});

test('keys that do nothing are told as such', async () => {
  const at = stage({ start: "stty -echo; printf 'Allow run: x? (y/n)'; exec sleep 600\n" });
  startAgent(at);
  await until('it asks', () => bottomLine(at).startsWith('Allow'));
  writeFileSync(join(at.state, 'hook'), 'at=1\nstate=waiting\nprompt=run: x\nfingerprint=0123456789abcdef\n');
  expect(await decide(at, 'allow')).toMatchObject({ outcome: 'ambiguous', prompt: 'run: x' });
});

test('who does not run asks nothing', async () => {
  expect(await decide(stage(), 'allow')).toMatchObject({
    outcome: 'failed',
    why: expect.stringContaining('not run'),
  });
});
