import { expect, test } from 'vitest';
import { addAgent, removeAgent, setAgent, setInRoster } from '../../src/model/edit-roster.ts';
import type { Result } from '../../src/model/problem.ts';

const text = `# mine
apiVersion: mosaic.fleet/v1
fleet: home
orchestrator: { name: mos, host: w-jarvis, runtime: "echo" }   # leads
agents:
  # first
  - name: coder-1
    host: dragon-lin   # big
    env: { CI: "1" }
`;
const roster = { file: 'roster.yaml', text };

function messages(result: Result<unknown>): readonly string[] {
  return result.ok ? [] : result.problems.map(({ message, hint }) => `${message} (${hint ?? ''})`);
}

function value(result: Result<string>): string {
  return result.ok ? result.value : messages(result).join('\n');
}

test('an agent is changed in place, key by key', () => {
  const changes = { host: 'w-jarvis', model: 'a/b', env: null, limits: { memory: '4G' } };
  expect(value(setAgent(roster, 'coder-1', changes))).toBe(
    text
      .replace('host: dragon-lin ', 'host: w-jarvis ')
      .replace('    env: { CI: "1" }\n', '    model: a/b\n    limits:\n      memory: 4G\n'),
  );
});

test('the orchestrator is changed by its name', () => {
  expect(value(setAgent(roster, 'mos', { runtime: 'codex', role: 'lead' }))).toBe(
    text.replace('runtime: "echo" }', 'runtime: "codex", role: lead }'),
  );
});

test('an agent is added behind the others, once', () => {
  const added = value(addAgent(roster, { name: 'coder-2', host: 'dragon-lin', workdir: '~/src/app' }));
  expect(added).toBe(`${text}  - name: coder-2\n    host: dragon-lin\n    workdir: ~/src/app\n`);
  expect(messages(addAgent({ ...roster, text: added }, { name: 'coder-2', host: 'h' }))).toHaveLength(1);
});

test('removing the last agent leaves an empty list, and adding one again leaves no trace of that', () => {
  const removed = value(removeAgent(roster, 'coder-1'));
  expect(removed).toBe(`${text.slice(0, text.indexOf('  - name')).replace('agents:', 'agents: []')}`);
  const again = value(addAgent({ ...roster, text: removed }, { name: 'b', host: 'h' }));
  expect(again).toBe(removed.replace('agents: []\n', 'agents:\n  - name: b\n    host: h\n'));
});

test('what cannot be done says why', () => {
  expect(messages(removeAgent(roster, 'mos'))[0]).toContain('mos is the orchestrator');
  expect(messages(removeAgent(roster, 'coder1'))[0]).toContain('Did you mean coder-1?');
  expect(messages(setAgent({ ...roster, text: 'a: [' }, 'mos', {}))[0]).toContain('not valid YAML');
});

test('a default is set, and its map is made', () => {
  expect(value(setInRoster(roster, ['defaults', 'runtime'], 'pi'))).toBe(`${text}defaults:\n  runtime: pi\n`);
});
