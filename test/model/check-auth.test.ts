import { expect, test } from 'vitest';
import { checkFleet } from '../../src/model/check-fleet.ts';
import { formatProblem } from '../../src/model/problem-text.ts';
import { fleetInput, RUNTIMES } from './support/fleet-input.ts';

const permissions = { allowed: ['manual', 'bypassPermissions'], default: 'manual' };
const runtimes = RUNTIMES.map((runtime) => {
  if (runtime.name === 'claude')
    return { ...runtime, auth: { secret: 'ANTHROPIC_API_KEY', subscription: true }, permissions };
  if (runtime.name === 'codex')
    return { ...runtime, auth: { secret: 'OPENAI_API_KEY', subscription: false } };
  return runtime;
});

const roster = (mos: string, rest = '') => `apiVersion: mosaic.fleet/v1
fleet: home
secrets: { a-key: age, b-key: age }
${rest}orchestrator:
  name: mos
  host: w-jarvis
  instructions: Lead.
  env: { A: secret:a-key, B: secret:b-key }
${mos}`;

const check = (text: string) => checkFleet(fleetInput(text, { runtimes }));

function agentOf(text: string, name = 'mos') {
  const checked = check(text);
  if (!checked.ok) throw new Error(checked.problems.map((problem) => formatProblem(problem)).join('\n'));
  return checked.value.agents.find((agent) => agent.name === name);
}

function told(text: string): string {
  const checked = check(text);
  return checked.ok ? '' : checked.problems.map((problem) => formatProblem(problem)).join('\n');
}

test('a secret goes into the variable that the runtime names', () => {
  const agent = agentOf(
    roster('  runtime: claude\n  auth: secret:a-key\n  permissions: bypassPermissions\n'),
  );
  expect(agent).toMatchObject({ auth: 'secret', permissions: 'bypassPermissions' });
  expect(agent?.secrets).toEqual({ A: 'a-key', ANTHROPIC_API_KEY: 'a-key', B: 'b-key' });
});

test('without a word it is its own login, or the variable that stands in its env; and the permissions of the runtime', () => {
  expect(agentOf(roster('  runtime: claude\n'))).toMatchObject({
    auth: 'subscription',
    permissions: 'manual',
  });
  const env = roster('  runtime: claude\n').replace('A: secret', 'ANTHROPIC_API_KEY: secret');
  expect(agentOf(env)).toMatchObject({ auth: 'secret' });
  expect(agentOf(roster('  runtime: echo\n'))).toMatchObject({ auth: null, permissions: null });
});

test('the defaults go with the default runtime alone', () => {
  const text = roster(
    '  model: m\nagents: [{ name: b, host: w-jarvis, runtime: codex, auth: secret:b-key, instructions: x }]\n',
    'defaults: { runtime: claude, auth: secret:a-key, permissions: bypassPermissions }\n',
  );
  expect(agentOf(text)).toMatchObject({ auth: 'secret', permissions: 'bypassPermissions' });
  expect(agentOf(text, 'b')).toMatchObject({ permissions: null, secrets: { OPENAI_API_KEY: 'b-key' } });
});

test('what a runtime does not know is told, and who is not let in', () => {
  const text = roster(
    '  runtime: claude\n  auth: secret:c-key\n  permissions: bypass\nagents:\n' +
      '  - { name: b, host: w-jarvis, runtime: codex, instructions: x }\n' +
      '  - { name: c, host: w-jarvis, runtime: codex, auth: subscription, instructions: x }\n' +
      '  - { name: d, host: w-jarvis, runtime: echo, auth: secret:a-key, permissions: manual, instructions: x }\n',
  );
  expect(told(text)).toMatchInlineSnapshot(`
    "roster.yaml:10:9  error  unknown secret "c-key"
       10 |   auth: secret:c-key
          |         ^^^^^^^^^^^^  known: a-key, b-key. Did you mean a-key?
          |                       or declare it:  mosaic fleet secret set c-key
    roster.yaml:11:16  error  the runtime claude knows no permissions "bypass"
       11 |   permissions: bypass
          |                ^^^^^^  known: manual, bypassPermissions
    roster.yaml:13:13  error  nobody lets b in: the runtime codex needs a secret
       13 |   - { name: b, host: w-jarvis, runtime: codex, instru…
          |             ^  type  auth: secret:NAME
    roster.yaml:14:54  error  nobody lets c in: the runtime codex needs a secret
       14 |   - { name: c, host: w-jarvis, runtime: codex, auth: subscription, instructions: x }
          |                                                      ^^^^^^^^^^^^  type  auth: secret:NAME
    roster.yaml:15:53  error  the runtime echo needs nobody to let it in
       15 |   - { name: d, host: w-jarvis, runtime: echo, auth: secret:a-key, permissions: manual, instructions: x }
          |                                                     ^^^^^^^^^^^^  remove this line
    roster.yaml:15:80  error  the runtime echo knows no permissions
       15 | …: w-jarvis, runtime: echo, auth: secret:a-key, permissions: manual, instructions: x }
          |                                                              ^^^^^^  remove this line"
  `);
});

test('a key that stands where its name belongs is not shown', () => {
  const text = told(roster('  runtime: claude\n  auth: sk-ant-api03-dont-show-me\n'));
  expect(text).toContain('auth names no way in');
  expect(text).not.toContain('dont-show-me');
});
