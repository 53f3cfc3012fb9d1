import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type Answers, expand, expandAgents } from '../../src/generate/expand.ts';
import { readPreset } from '../../src/model/read-preset.ts';
import { agentsOf, readRoster } from '../../src/model/read-roster.ts';
import type { WrittenPreset } from '../../src/model/written-preset.ts';

const folder = join(import.meta.dirname, '../../presets');

function presetOf(name: string): WrittenPreset {
  return readPreset(name, readFileSync(join(folder, `${name}.yaml`), 'utf8')).draft as WrittenPreset;
}

const answers: Answers = {
  fleet: 'home',
  hosts: ['w-jarvis', 'dragon-lin', 'box'],
  orchestrator: { name: null, host: null },
  runtime: 'echo',
};

test.each(['general', 'coding', 'research', 'hybrid'])('the roster of %s', async (name) => {
  const text = expand(answers, presetOf(name));
  await expect(text).toMatchFileSnapshot(join(import.meta.dirname, 'golden/expand', `${name}.yaml`));
  const { draft, problems } = readRoster('roster.yaml', text);
  expect(problems).toEqual([]);
  expect(agentsOf(draft ?? {}).filter(({ orchestrator }) => orchestrator)).toHaveLength(1);
});

test('workers take turns on the hosts without the orchestrator, in the order given', () => {
  const { orchestrator, agents } = expandAgents(answers, presetOf('coding'));
  expect(orchestrator).toMatchObject({ name: 'mos', host: 'w-jarvis' });
  expect(agents.map(({ host }) => host)).toEqual(['dragon-lin', 'box', 'dragon-lin', 'box']);
});

test('an orchestrator elsewhere leaves the first host to the workers', () => {
  const elsewhere = { ...answers, orchestrator: { name: 'sol', host: 'box' } };
  const { orchestrator, agents } = expandAgents(elsewhere, presetOf('hybrid'));
  expect(orchestrator).toMatchObject({ name: 'sol', host: 'box' });
  expect(agents.map(({ name, host }) => [name, host])).toEqual([
    ['researcher', 'w-jarvis'],
    ['coder', 'dragon-lin'],
    ['reviewer', 'w-jarvis'],
    ['keeper', 'box'],
  ]);
});

test('one host carries all', () => {
  const { agents } = expandAgents({ ...answers, hosts: ['only'] }, presetOf('coding'));
  expect(new Set(agents.map(({ host }) => host))).toEqual(new Set(['only']));
});

test('what a preset says of an agent stands in the roster', () => {
  const preset: WrittenPreset = {
    ...presetOf('general'),
    agents: [{ name: 'a', role: 'writer', count: 2, runtime: 'pi', model: 'a/b', limits: { memory: '4G' } }],
  };
  const given = { role: 'writer', host: 'dragon-lin', runtime: 'pi', model: 'a/b', limits: { memory: '4G' } };
  expect(expandAgents({ ...answers, hosts: ['w-jarvis', 'dragon-lin'] }, preset).agents).toEqual([
    { name: 'a-1', ...given },
    { name: 'a-2', ...given },
  ]);
});
