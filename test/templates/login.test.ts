import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path/posix';
import { expect, test } from 'vitest';
import { agent, type Stage, stage, start } from './support/stage.ts';
import { template } from './support/templates.ts';

const script = ['enter', 'login'].map((name) => template(`sh/${name}.sh`)).join('');

/** An agent of the claude runtime whose harness is this script. */
function staged(harness: string, more: Readonly<Record<string, string>> = {}): Stage {
  const env = { HTTPS_PROXY: 'http://proxy', ANTHROPIC_API_KEY: 'a-key' };
  const at = stage({ runtime: 'claude', env, more: { MOSAIC_HARNESS: 'harness', ...more } });
  mkdirSync(join(at.root, 'harness/bin'), { recursive: true });
  writeFileSync(join(at.root, 'harness/bin/claude'), `#!/bin/sh\n${harness}\n`);
  chmodSync(join(at.root, 'harness/bin/claude'), 0o755);
  return at;
}

const login = (at: Stage) => start(at, script, [at.root, `objects/env-${agent}`]).ended;

test('runs the login of the harness where the agent keeps its things, and with no key', async () => {
  const tell = 'echo "$*" "$CLAUDE_CONFIG_DIR" "$HTTPS_PROXY" "key:${ANTHROPIC_API_KEY-none}"';
  const at = staged(`${tell}; echo secret >"$CLAUDE_CONFIG_DIR/.credentials.json"`);
  const config = join(at.state, 'claude');
  expect(await login(at)).toMatchObject({
    code: 0,
    stdout: `auth login ${config} http://proxy key:none\n`,
    stderr: '',
  });
  expect(readFileSync(join(config, '.credentials.json'), 'utf8')).toBe('secret\n');
});

test('a login that failed, or left nothing, is none', async () => {
  expect(await login(staged('exit 3'))).toMatchObject({ code: 3 });
  expect(await login(staged('exit 0'))).toMatchObject({
    code: 1,
    stdout: expect.stringContaining('no credentials'),
  });
});

test('nobody is logged in outside the sandbox', async () => {
  const at = staged('echo never', { MOSAIC_SHUT: '1' });
  const { code, stdout } = await login(at);
  expect({ code, stdout }).toEqual({ code: 69, stdout: expect.stringContaining('start it first') });
});
