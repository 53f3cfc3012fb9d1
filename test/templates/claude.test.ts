import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path/posix';
import { describe, expect, test } from 'vitest';
import { lastAsked } from '../support/model/step.ts';
import {
  type ClaudeStage,
  claude,
  claudeStage,
  hookOf,
  startedClaude,
  untilState,
} from './support/claude.ts';
import { screen, tmux } from './support/conversation.ts';
import { agent, decide, readRecord, type Stage, send, startAgent } from './support/stage.ts';
import { until } from './support/until.ts';

const WAIT = 40;

function transcriptOf(at: Stage): string {
  const session = readFileSync(join(at.state, 'session'), 'utf8').trim();
  const projects = join(at.state, 'claude/projects');
  const found = readdirSync(projects)
    .map((folder) => join(projects, folder, `${session}.jsonl`))
    .find((path) => existsSync(path));
  return found ?? join(projects, 'none');
}

/** What the user said, as the model was told it last. */
function history(at: ClaudeStage): readonly string[] {
  const said = at.model.requests.at(-1)?.conversation ?? [];
  return said.filter(({ role }) => role === 'user').flatMap(({ texts }) => texts);
}

describe.skipIf(claude === null)('Claude Code', () => {
  test.each([
    ['plain', '~/work'],
    ['everything a shell knows', '~/a "b\' \\ $(id) `id` ${HOME} & ; * ? [x] {y}'],
    ['other scripts', '~/ä 漢字 😀 e\u0301'],
    ['what looks like JSON', '~/"},"hasTrustDialogAccepted":{'],
    ['dots and blanks', '~/ .x  y. '],
  ])('starts without a dialog in a workdir with %s, and answers', async (_, workdir) => {
    const at = await claudeStage({ workdir });
    await startedClaude(at);
    expect(await send(at, 'hello\nthere', WAIT)).toMatchObject({
      outcome: 'answered',
      answer: 'echo: hello\nthere\n',
    });
    expect(at.model.requests[0]?.system).toContain('Be exact.');
    expect(hookOf(at)).toMatchObject({ state: 'idle', turn: '1', last: 'echo: hello there' });
    expect(statSync(join(at.state, 'claude/.claude.json')).mode & 0o77).toBe(0);
  });

  test('starts without a dialog below a git work tree that is not trusted', async () => {
    const at = await claudeStage({ workdir: '~/app/deep' });
    mkdirSync(join(at.home, 'app/deep'), { recursive: true });
    execFileSync('git', ['init', '-q', join(at.home, 'app')]);
    writeFileSync(join(at.home, 'app/.mcp.json'), '{"mcpServers":{"x":{"command":"true"}}}');
    await startedClaude(at);
    expect(await send(at, 'x', WAIT)).toMatchObject({ outcome: 'answered' });
  });

  test('beats, and says of itself what it is', async () => {
    const at = await claudeStage();
    await startedClaude(at);
    await send(at, 'x', WAIT);
    const told = await until('its beat tells all', () => {
      const record = hookOf(at);
      return record['context'] !== undefined && record['cost'] !== '$0.00' && record;
    });
    expect(told).toMatchObject({
      model: expect.stringMatching(/^claude-/),
      context: expect.stringMatching(/^\d+%$/),
    });
    await until('it beats while nothing happens', () => Number(hookOf(at)['at']) > Number(told['at']));
  });

  test('is in its conversation again after kill -9, with instructions that changed', async () => {
    const at = await claudeStage();
    const running = await startedClaude(at);
    const session = readFileSync(join(at.state, 'session'), 'utf8');
    await send(at, 'remember 42', WAIT);
    process.kill(Number(readRecord(at.run, 'run')['pid']), 'SIGKILL');
    expect((await running.ended).signal).toBe('SIGKILL');
    rmSync(join(at.state, 'failures'), { force: true });
    writeFileSync(join(at.root, 'objects/instructions'), 'Be quick.\n');
    await startedClaude(at);
    expect(await send(at, 'what was it?', WAIT)).toMatchObject({ outcome: 'answered', turn: '2' });
    expect(history(at)).toEqual(['remember 42', 'what was it?']);
    expect(at.model.requests.at(-1)?.system).toContain('Be quick.');
    expect(readFileSync(join(at.state, 'session'), 'utf8')).toBe(session);
    expect(hookOf(at)['session']).toBe(session.trim());
  });

  test('a conversation whose transcript is gone is an error; one that never began is not', async () => {
    const at = await claudeStage();
    const running = await startedClaude(at);
    running.child.kill('SIGTERM');
    await running.ended;
    const again = await startedClaude(at);
    await send(at, 'x', WAIT);
    again.child.kill('SIGTERM');
    await again.ended;
    rmSync(transcriptOf(at));
    const { code, stderr } = await startAgent(at).ended;
    expect({ code, stderr }).toMatchObject({ code: 66, stderr: expect.stringContaining('is gone') });
    expect(at.model.requests).toHaveLength(1);
  });

  test('asks, is left alone meanwhile, and does what was approved', async () => {
    const at = await claudeStage();
    await startedClaude(at);
    expect(await send(at, 'x\n!bash touch made && echo done', WAIT)).toMatchObject({
      outcome: 'started',
      why: 'it waits for a decision',
    });
    const { prompt, fingerprint } = await untilState(at, 'waiting');
    expect(prompt).toBe('Bash: touch made && echo done');
    expect(await send(at, 'and another thing')).toMatchObject({ outcome: 'held' });
    expect(await decide(at, 'allow', '0123456789abcdef')).toMatchObject({
      outcome: 'changed',
      prompt,
      fingerprint,
    });
    expect(existsSync(join(at.home, 'work/made'))).toBe(false);
    expect(await decide(at, 'allow', fingerprint)).toMatchObject({ outcome: 'decided', prompt, fingerprint });
    await untilState(at, 'idle');
    expect(existsSync(join(at.home, 'work/made'))).toBe(true);
    expect(hookOf(at)).toMatchObject({ turn: '1', last: 'done: done' });
    expect(hookOf(at)['prompt']).toBeUndefined();
    expect(await decide(at, 'allow', fingerprint)).toMatchObject({ outcome: 'none' });
  });

  test('does not do what was denied, and is at its composer again', async () => {
    const at = await claudeStage();
    await startedClaude(at);
    await send(at, 'x\n!bash touch made', WAIT);
    const { fingerprint } = await untilState(at, 'waiting');
    expect(await decide(at, 'deny', fingerprint)).toMatchObject({ outcome: 'decided' });
    await untilState(at, 'idle');
    expect(existsSync(join(at.home, 'work/made'))).toBe(false);
    expect(await send(at, 'x\n!bash touch made', WAIT)).toMatchObject({ outcome: 'started' });
    const again = await untilState(at, 'waiting');
    // The same question, and yet another prompt.
    expect(again['fingerprint']).not.toBe(fingerprint);
    expect(await decide(at, 'allow', fingerprint)).toMatchObject({ outcome: 'changed' });
    expect(existsSync(join(at.home, 'work/made'))).toBe(false);
  });

  test('cannot ask by a dialog, and ends its turn with an answer', async () => {
    const at = await claudeStage();
    await startedClaude(at);
    const sent = await send(at, 'x\n!ask Shall I?', WAIT);
    expect(sent).toMatchObject({ outcome: 'answered', answer: expect.stringContaining('AskUserQuestion') });
    expect(at.model.requests[0]?.tools).not.toContain('AskUserQuestion');
  });

  test('replies by its chat tool without asking anybody', async () => {
    const at = await claudeStage();
    const replies = join(at.home, 'replies');
    const args = [join(import.meta.dirname, '../support/harness/reply-server.ts'), replies];
    const mcpServers = { discord: { command: process.execPath, args } };
    mkdirSync(join(at.state, 'chat'));
    writeFileSync(join(at.state, 'chat/mcp.json'), JSON.stringify({ mcpServers }, null, 2));
    await startedClaude(at);
    await until('its tools are there', async () => {
      const { outcome } = await send(at, 'x', WAIT);
      return outcome === 'answered' && at.model.requests.at(-1)?.tools.includes('mcp__discord__reply');
    });
    const asked = 'hello\nReply with mcp__discord__reply, conversation 1/2.';
    expect(await send(at, asked, WAIT)).toMatchObject({ outcome: 'answered', answer: 'done: sent\n' });
    expect(JSON.parse(readFileSync(replies, 'utf8'))).toEqual({
      conversation: '1/2',
      text: `echo: ${asked}`,
    });
  });

  test('a refused key is auth-hold, already while it tries again', async () => {
    const at = await claudeStage({ env: { CLAUDE_CODE_MAX_RETRIES: '10' } });
    await startedClaude(at);
    await send(at, 'x\n!401');
    const held = await untilState(at, 'auth-hold');
    expect(held['last']).toContain('401');
  });

  test('a refused key that it gave up is auth-hold; the next turn that goes well ends it', async () => {
    const at = await claudeStage();
    await startedClaude(at);
    expect(await send(at, 'x\n!401', WAIT)).toMatchObject({
      outcome: 'started',
      why: expect.stringContaining('auth-hold'),
    });
    await until('it gave up', () => hookOf(at)['last']?.startsWith('the turn failed: '));
    expect(hookOf(at)['state']).toBe('auth-hold');
    expect(await send(at, 'better now?', WAIT)).toMatchObject({
      outcome: 'answered',
      answer: 'echo: better now?\n',
    });
    expect(lastAsked(at.model.requests.at(-1) as never)).toBe('better now?');
  });

  test('a limit is told with its end, where somebody says it', async () => {
    const at = await claudeStage({ env: { ANTHROPIC_API_KEY: 'sk-ant-oat01-of-nobody-0123456789abcdef' } });
    await startedClaude(at);
    const now = Math.floor(Date.now() / 1000);
    await send(at, 'x\n!429 3600');
    const limited = await until('the end is known', () => {
      const record = hookOf(at);
      return record['state'] === 'rate-limited' && record['until'] !== undefined && record;
    });
    expect(Number(limited['until'])).toBeGreaterThanOrEqual(now + 3600);
    expect(Number(limited['until'])).toBeLessThan(now + 3700);
    expect(limited['last']).toContain('limit');
  });

  test.each([
    ['529', 'Overloaded'],
    ['cut', ''],
  ])('a turn that died on %s is said, and the next message arrives', async (directive, words) => {
    const at = await claudeStage();
    await startedClaude(at);
    const sent = await send(at, `x\n!${directive}`, WAIT);
    expect(sent).toMatchObject({ outcome: 'answered', answer: expect.stringContaining(words) });
    expect(hookOf(at)).toMatchObject({ state: 'idle', last: expect.stringContaining('the turn failed: ') });
    expect(await send(at, 'and now?', WAIT)).toMatchObject({
      outcome: 'answered',
      answer: 'echo: and now?\n',
    });
  });

  test('what a person interrupts at the terminal is noticed', async () => {
    const at = await claudeStage();
    await startedClaude(at);
    expect(await send(at, 'x\n!slow 600')).toMatchObject({ outcome: 'started' });
    expect(hookOf(at)['state']).toBe('busy');
    tmux(at, 'send-keys', '-t', `=${agent}:`, 'Escape');
    await untilState(at, 'idle');
  });

  test('holds until somebody logs it in, and then goes on', async () => {
    const at = await claudeStage({ env: { ANTHROPIC_API_KEY: '' } });
    startAgent(at);
    await untilState(at, 'auth-hold');
    expect(screen(at).join('')).toContain('mosaic fleet login w-1');
    const claudeAiOauth = {
      accessToken: 'sk-ant-oat01-of-nobody',
      refreshToken: 'sk-ant-ort01-of-nobody',
      expiresAt: Date.now() + 86_400_000,
      scopes: ['user:inference', 'user:profile'],
      subscriptionType: 'max',
    };
    writeFileSync(join(at.state, 'claude/.credentials.json'), JSON.stringify({ claudeAiOauth }), {
      mode: 0o600,
    });
    await untilState(at, 'idle');
    await until('its composer', () => screen(at).some((line) => /^❯.?$/.test(line)));
    expect(await send(at, 'x', WAIT)).toMatchObject({ outcome: 'answered' });
    expect(at.model.requests[0]?.headers['authorization']).toBe('Bearer sk-ant-oat01-of-nobody');
  });

  test('its key is in no argument of any process', async () => {
    const at = await claudeStage();
    await startedClaude(at);
    await send(at, 'x', WAIT);
    const lines = readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .flatMap((pid) => {
        try {
          return [readFileSync(`/proc/${pid}/cmdline`, 'utf8')];
        } catch {
          return [];
        }
      });
    expect(lines.some((line) => line.includes('--permission-mode'))).toBe(true);
    expect(lines.filter((line) => line.includes('key-of-nobody'))).toEqual([]);
  });
});
