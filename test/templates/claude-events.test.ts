import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path/posix';
import { expect, test } from 'vitest';
import { readRecord, type Stage, stage } from './support/stage.ts';
import { template } from './support/templates.ts';

const file = (name: string) => join(import.meta.dirname, '../../templates/runtimes/claude', name);

function json(text: string, ...variables: readonly string[]) {
  const args = [...variables.flatMap((variable) => ['-v', variable]), '-f', file('json.awk')];
  const env = { PATH: '/usr/bin:/bin', LC_ALL: 'C' };
  const { status, stdout } = spawnSync('awk', args, { input: text, encoding: 'utf8', env, timeout: 20_000 });
  return { status, lines: stdout.split('\n').filter((line) => line !== ''), stdout };
}

const wanted = (value: unknown, want: string) => json(JSON.stringify(value), `want=${want}`);

test('prints what is wanted of a JSON text, wherever it stands', () => {
  const value = { a: 1.5, b: { c: 'x', d: [true, { e: 'deep' }], f: {} }, g: null, h: 'not wanted' };
  expect(wanted(value, 'a b.* g')).toMatchObject({
    status: 0,
    lines: ['a\t1.5', 'b.c\tx', 'b.d.0\ttrue', 'b.d.1.e\tdeep', 'g\tnull'],
  });
  expect(json(JSON.stringify(value, null, 2), 'want=b.c').lines).toEqual(['b.c\tx']);
});

test.each([
  ['line feeds', 'a\nstate=busy\r\nb\tc', 'a state=busy  b c'],
  ['escapes', 'a\u001b[31m\u0007\u007fb', 'a [31m  b'],
  ['quotes and backslashes', '"\\" \\n \\\\n \\', '"\\" \\n \\\\n \\'],
  ['other scripts', 'ä 漢 😀 e\u0301', 'ä 漢 😀 e\u0301'],
  ['halves of characters', 'a\ud800b', 'a?b'],
  ['what looks like JSON', '","session_id":"evil', '","session_id":"evil'],
])('a text with %s is one line of it', (_, text, line) => {
  expect(wanted({ x: text, session_id: 's' }, 'x session_id').lines).toEqual([`x\t${line}`, 'session_id\ts']);
  expect(json(JSON.stringify({ x: text }), 'whole=x').stdout).toBe(
    // A line is what the rest of the fleet is told; an answer is printed as it is, but for what no terminal should get.
    text
      .replaceAll('\r', ' ')
      .replaceAll(/[\u001b\u0007]/g, ' ')
      .replaceAll('\ud800', '?'),
  );
});

test('keys cannot pass for others, and numbers of bytes are bounded', () => {
  expect(
    wanted({ 'tool_input.command': 'a', 'tool_input\tx': 'b' }, 'tool_input.command tool_input.*').lines,
  ).toEqual([]);
  const [line = ''] = wanted({ x: 'y'.repeat(100_000) }, 'x').lines;
  expect(line).toHaveLength(4002);
  const long = 'line\n'.repeat(60_000);
  expect(json(JSON.stringify({ a: long, b: 1 }), 'whole=a').stdout).toBe(long);
});

test.each([
  ['nothing', ''],
  ['half a text', '{"a": "x'],
  ['no JSON', '<html>'],
  ['too many ends', '{"a":1}}'],
  ['a binary', '\u0000\u0001{'],
  ['a thousand depths', '['.repeat(1000)],
  ['a flood', `[${'1,'.repeat(100_000)}1]`],
])('%s is an end with 1, soon', (_, text) => {
  expect(json(text, 'want=a.*').status).toBe(1);
});

/** Runs a script of the runtime as Claude Code does. */
function run(at: Stage, script: 'event.sh' | 'status.sh', input: string, ...args: readonly string[]) {
  const variables = Object.fromEntries(
    ['JSON_AWK', 'TELL_SH'].map((name) => [
      `MOSAIC_FILE_${name}`,
      `objects/w-1-${name === 'TELL_SH' ? 'tell.sh' : 'json.awk'}`,
    ]),
  );
  const env = {
    ...at.env,
    ...variables,
    MOSAIC_ROOT: at.root,
    MOSAIC_STATE: at.state,
    MOSAIC_HOOK: 'objects/hook.sh',
    MOSAIC_POKE: 'objects/poke.sh',
    MOSAIC_SOCKET: at.socket,
    MOSAIC_HARNESS_PID: '7',
    CLAUDE_CONFIG_DIR: join(at.state, 'claude'),
  };
  return spawnSync('/bin/sh', ['-c', template(`runtimes/claude/${script}`), script, ...args], {
    input,
    encoding: 'utf8',
    env,
  });
}

const event = (at: Stage, name: string, body: unknown = {}) =>
  run(at, 'event.sh', JSON.stringify(body), name);
const hookOf = (at: Stage) => readRecord(at.state, 'hook');

/** What Claude Code notes of itself, `later` milliseconds from now. */
function notes(at: Stage, status: string, later = 0): void {
  const folder = join(at.state, 'claude/sessions');
  mkdirSync(folder, { recursive: true });
  const body = { pid: 7, cwd: '/"status":"busy"', status, statusUpdatedAt: Date.now() + later };
  writeFileSync(join(folder, '7.json'), JSON.stringify(body));
}

test('whatever an event is, it says nothing and blocks nothing', () => {
  const at = stage({ runtime: 'claude' });
  for (const input of ['', '{', 'null', '[]', '{"session_id":{"x":1}}', '\u0000', 'x'.repeat(2_000_000)]) {
    for (const name of [
      'SessionStart',
      'UserPromptSubmit',
      'PermissionRequest',
      'Stop',
      'StopFailure',
      'Nothing',
    ]) {
      const { status, stdout, stderr } = run(at, 'event.sh', input, name);
      expect({ name, status, stdout, stderr }).toEqual({ name, status: 0, stdout: '', stderr: '' });
    }
    expect(run(at, 'status.sh', input)).toMatchObject({ status: 0, stdout: '', stderr: '' });
  }
  expect(readdirSync(join(at.state, 'told')).filter((name) => name.startsWith('event'))).toEqual([]);
});

test('a turn is counted, told, and its answer kept as it is', () => {
  const at = stage({ runtime: 'claude' });
  const prompt_id = '11111111-1111-4111-8111-111111111111';
  event(at, 'SessionStart', { session_id: 's-1', model: 'm', source: 'startup' });
  expect(hookOf(at)).toMatchObject({ state: 'idle', session: 's-1', model: 'm' });
  event(at, 'UserPromptSubmit', { prompt_id });
  // Another one waits in the queue meanwhile.
  event(at, 'UserPromptSubmit', { prompt_id: '22222222-2222-4222-8222-222222222222' });
  expect(hookOf(at)).toMatchObject({ state: 'busy', turn: '2' });
  const last_assistant_message = 'a\n"b" \\ ä\n';
  event(at, 'Stop', { prompt_id, last_assistant_message });
  expect(hookOf(at)).toMatchObject({ state: 'idle', last: 'a "b" \\ ä ' });
  const answer = (turn: string) =>
    spawnSync('/bin/sh', [join(at.root, 'objects/w-1-answer.sh'), turn], {
      cwd: at.root,
      encoding: 'utf8',
      env: { ...at.env, MOSAIC_STATE: at.state, MOSAIC_FILE_JSON_AWK: 'objects/w-1-json.awk' },
    });
  expect(answer('1')).toMatchObject({ status: 0, stdout: `${last_assistant_message}\n` });
  expect(answer('2')).toMatchObject({ status: 1, stderr: expect.stringContaining('turn 2 has no answer') });
});

test('a prompt says what would be done, and that there is more of it', () => {
  const at = stage({ runtime: 'claude' });
  const asks = (tool_name: string, tool_input: unknown) => {
    event(at, 'PermissionRequest', { tool_name, tool_input });
    return hookOf(at)['prompt'];
  };
  expect(asks('Bash', { command: 'rm -rf\n/', description: 'tidy' })).toBe('Bash: rm -rf /');
  expect(asks('Write', { content: 'x', file_path: '/etc/passwd' })).toBe('Write: /etc/passwd');
  expect(asks('mcp__a__b', { to: 'x', list: [1] })).toBe('mcp__a__b: to: x, list.0: 1');
  const long = asks('Bash', { command: `echo ${'x'.repeat(1000)}; rm -rf /` });
  expect(long).toMatch(/x \[and more: see its terminal\]$/);
  expect(hookOf(at)).toMatchObject({
    state: 'waiting',
    fingerprint: expect.stringMatching(/^[0-9a-f]{16}$/),
  });
});

test('while one tool asks, others go on, and the question stands', () => {
  const at = stage({ runtime: 'claude' });
  event(at, 'PermissionRequest', { tool_name: 'Bash', tool_input: { command: 'x' } });
  const { fingerprint } = hookOf(at);
  notes(at, 'waiting', 10);
  event(at, 'PostToolUse');
  expect(hookOf(at)).toMatchObject({ state: 'waiting', fingerprint });
  notes(at, 'busy', 10);
  event(at, 'PostToolUse');
  expect(hookOf(at)['state']).toBe('busy');
  expect(hookOf(at)['prompt']).toBeUndefined();
});

test.each([
  ['authentication_failed', 'auth-hold'],
  ['account_on_hold', 'auth-hold'],
  ['rate_limit', 'rate-limited'],
  ['server_error', 'idle'],
  ['anything else', 'idle'],
])('a turn that failed by %s is %s', (error, state) => {
  const at = stage({ runtime: 'claude' });
  event(at, 'UserPromptSubmit');
  event(at, 'StopFailure', { error, last_assistant_message: 'API Error: x' });
  expect(hookOf(at)).toMatchObject({ state, last: 'the turn failed: API Error: x' });
});

test('the beat tells what it is, and what no event told', () => {
  const at = stage({ runtime: 'claude' });
  event(at, 'UserPromptSubmit');
  notes(at, 'idle', -1000);
  const beat = {
    version: '2.1.332',
    model: { id: 'm-1' },
    cost: { total_cost_usd: 1.239 },
    context_window: { used_percentage: 41.7 },
    rate_limits: {
      five_hour: { used_percentage: 100, resets_at: 4_000_000_000 },
      seven_day: { used_percentage: 5, resets_at: 1 },
    },
  };
  run(at, 'status.sh', JSON.stringify(beat));
  // What it noted before the event says nothing of the time after it.
  expect(hookOf(at)).toMatchObject({
    state: 'busy',
    version: '2.1.332',
    model: 'm-1',
    cost: '$1.24',
    context: '41%',
  });
  notes(at, 'idle', 10);
  run(at, 'status.sh', '{}');
  expect(hookOf(at)).toMatchObject({ state: 'idle', model: 'm-1' });
  event(at, 'StopFailure', { error: 'rate_limit', last_assistant_message: 'x' });
  run(at, 'status.sh', JSON.stringify(beat));
  expect(hookOf(at)).toMatchObject({ state: 'rate-limited', until: '4000000000' });
  writeFileSync(join(at.state, 'hook'), 'at=1\nstate=rate-limited\nsince=1\nuntil=2\n');
  run(at, 'status.sh', '{}');
  expect(hookOf(at)['state']).toBe('idle');
  expect(hookOf(at)['until']).toBeUndefined();
});

test('a hostile beat changes nothing that it should not', () => {
  const at = stage({ runtime: 'claude' });
  event(at, 'SessionStart', { session_id: 's', source: 'startup' });
  const evil = {
    model: { id: 'a\nstate=busy' },
    cost: { total_cost_usd: '$(touch evil)' },
    context_window: { used_percentage: '1;x' },
  };
  run(at, 'status.sh', JSON.stringify(evil));
  expect(hookOf(at)).toMatchObject({ state: 'idle', model: 'a state=busy' });
  expect(readFileSync(join(at.state, 'hook'), 'utf8')).not.toContain('touch');
  expect(existsSync('evil')).toBe(false);
});

test('a conversation that a person began anew at the terminal is the one from then on', () => {
  const at = stage({ runtime: 'claude' });
  const session = () => readFileSync(join(at.state, 'session'), 'utf8');
  writeFileSync(join(at.state, 'session'), 'old\n');
  event(at, 'SessionStart', { session_id: 'abc-1', source: 'resume' });
  expect(session()).toBe('old\n');
  event(at, 'SessionStart', { session_id: '../evil', source: 'clear' });
  expect(session()).toBe('old\n');
  event(at, 'SessionStart', { session_id: 'abc-1', source: 'clear' });
  expect(session()).toBe('abc-1\n');
});
