import { expect, test } from 'vitest';
import { generate } from '../../src/generate/generate.ts';
import { canonicalJson } from '../../src/model/canonical-json.ts';
import type { Fleet } from '../../src/model/fleet.ts';
import { sha256 } from '../../src/model/sha256.ts';
import { asText, bundleOf } from './support/bundles.ts';
import { agent, echo, fleetOf, host, sources } from './support/fleets.ts';

const mos = agent('mos', 'w-jarvis', { orchestrator: true, role: 'orchestrator' });
const pinned = host('w-jarvis', {
  address: '10.0.0.5',
  port: 2222,
  user: 'jason',
  hostKey: 'ssh-ed25519 AAAA',
});

const solo = fleetOf(
  'solo',
  [agent('mos', 'here', { orchestrator: true })],
  [host('here', { connection: 'local' })],
);
const hybrid: Fleet = {
  ...fleetOf(
    'home',
    [
      mos,
      agent('coder-1', 'dragon-lin', {
        model: 'openai/gpt-5',
        env: { CI: '1', GREETING: "it's $(date)\n100 %" },
        limits: { memory: 4 * 2 ** 30, cpu: 150, tasks: 500 },
      }),
      agent('coder-2', 'dragon-lin', { instructions: 'You are coder-1.\n', workdir: '/srv/a | b' }),
    ],
    [pinned],
  ),
  preset: 'hybrid',
};

test.each([solo, hybrid])('the bundle of $name is as it was', async (fleet) => {
  await expect(asText(bundleOf(fleet))).toMatchFileSnapshot(`golden/${fleet.name}.txt`);
});

test('a release is named by its manifest, and lists each file with its digest', () => {
  for (const { release, manifest, artifacts } of bundleOf(hybrid).hosts) {
    expect(release).toBe(sha256(canonicalJson(manifest)));
    expect(manifest.files.map(({ path, mode, sha256: digest }) => ({ path, mode, digest }))).toEqual(
      artifacts.map(({ path, mode, content }) => ({ path, mode, digest: sha256(content) })),
    );
    expect(artifacts.map(({ path }) => path)).toEqual(artifacts.map(({ path }) => path).toSorted());
  }
});

test('the launch of a unit is the digest of its text without it', () => {
  for (const { manifest, artifacts } of bundleOf(hybrid).hosts) {
    for (const { name, launch } of manifest.units.filter(({ kind }) => kind !== 'target')) {
      const text = artifacts.find(({ path }) => path === `systemd/${name}`)?.content ?? '';
      expect(text).toContain(` "${launch}"`);
      expect(sha256(text.replace(`"${launch}"`, '""')).slice(0, 16)).toBe(launch);
    }
  }
});

const script = (text: string) => ({ ...sources, scripts: { ...sources.scripts, 'hook.sh': text } });
const runtime = (other: Partial<typeof echo>) => ({ ...sources, runtimes: [{ ...echo, ...other }] });
const changed = (name: string, other: object): Fleet => ({
  ...hybrid,
  agents: hybrid.agents.map((one) => (one.name === name ? { ...one, ...other } : one)),
});

test.each([
  ['instructions', changed('coder-1', { instructions: 'x' }), sources, ['coder-1']],
  ['a value of env', changed('coder-1', { env: { CI: '2' } }), sources, ['coder-1']],
  ['a limit', changed('coder-2', { limits: { memory: 1, cpu: null, tasks: null } }), sources, ['coder-2']],
  ['a workdir', changed('mos', { workdir: '/x' }), sources, ['mos']],
  [
    'a sandbox',
    changed('coder-1', { sandbox: { disabled: 'needs docker', write: [], hide: [] } }),
    sources,
    ['coder-1'],
  ],
  ['a script', hybrid, script('#!/bin/sh\n:\n'), ['coder-1', 'coder-2', 'mos']],
  [
    'a file of the runtime',
    hybrid,
    runtime({ files: { 'start.sh': 'exec true\n' } }),
    ['coder-1', 'coder-2', 'mos'],
  ],
  ['the orchestrator', changed('mos', { orchestrator: false }), sources, []],
  ['the heartbeat', { ...hybrid, heartbeat: { every: 5, stale: 20 } }, sources, []],
])('a change of %s restarts exactly who depends on it', (_, fleet, from, restarted) => {
  const before = launches(bundleOf(hybrid));
  const after = launches(bundleOf(fleet, from));
  expect([...after.keys()].filter((name) => after.get(name) !== before.get(name)).sort()).toEqual(restarted);
});

test('all faults are told at once', () => {
  const fleet = fleetOf('home', [
    agent('a', 'h', { runtime: 'ehco' }),
    agent('b', 'h', { env: { A: 'x\0' }, instructions: '\ud800' }),
    agent(`c${'c'.repeat(240)}`, 'h'),
    agent('d', 'h'),
    agent('d', 'h'),
  ]);
  const units = {
    ...sources.units,
    'agent.service.hbs': '{{#if memory}}{{/if}}',
    'boot.service.hbs': '{{#if',
  };
  const files = { 'a-b': '', 'a.b': '' };
  const result = generate(fleet, { ...sources, units, runtimes: [{ ...echo, files }] });
  const told = result.ok ? [] : result.problems.map(({ message, hint }) => `${message} (${hint})`);
  expect(told.join('\n')).toMatchInlineSnapshot(`
    "runtime echo has no start.sh, which launches its harness (put start.sh into templates/runtimes/echo/)
    runtime echo: a-b and a.b would both be MOSAIC_FILE_A_B (rename one of them)
    agent a: unknown runtime "ehco" (known: echo. Did you mean echo?)
    agent b: NUL or half a character in its instructions (no file or shell can hold that)
    agent b: NUL or half a character in its variable A (no file or shell can hold that)
    agent ccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc: the name of its unit has 267 bytes, systemd allows 255 (shorten its name)
    agents d and d on h would share one run folder (rename one of them)
    templates/systemd/agent.service.hbs: {{memory}} is not known here (known: description, command, target, beat, stopMark, runFolder, credentials, memoryMax, cpuQuota, tasksMax, writable, hidden, fleetState, ownState; blocks: if, unless, each)
    templates/systemd/agent.service.hbs: never uses {{command}} (ExecStart={{command}})
    templates/systemd/agent.service.hbs: never uses {{credentials}} ({{#each credentials}}, LoadCredential={{this}}, {{/each}}, on a line each)
    templates/systemd/boot.service.hbs: Parse error on line 1:
    {{#if
    ---^
    Expecting 'ID', 'STRING', 'NUMBER', 'BOOLEAN', 'UNDEFINED', 'NULL', 'DATA', got 'INVALID' (undefined)"
  `);
});

function launches({ hosts }: ReturnType<typeof bundleOf>): Map<string, string> {
  const agents = hosts.flatMap(({ manifest }) => manifest.agents);
  return new Map(agents.map(({ name, launch }) => [name, launch]));
}
