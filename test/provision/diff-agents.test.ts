import { expect, test } from 'vitest';
import type { Manifest } from '../../src/model/bundle.ts';
import { diffAgents } from '../../src/provision/diff-agents.ts';
import { sampleBundle } from './support/sample-bundle.ts';

const parts = { script: 'v1', boot: 'v1', recover: 'v1' };
const G = 1024 ** 3;

function manifestOf(agents: Readonly<Record<string, { memory: number; role: string }>>): Manifest {
  return sampleBundle({ agents, ...parts }).manifest;
}

function lines(
  from: Manifest | null,
  to: Manifest,
  lags: ReadonlyMap<string, readonly string[]> = new Map(),
): readonly string[] {
  const launches = new Map(from?.agents.map(({ name, launch }) => [name, launch]));
  const changed = to.agents.filter(({ name, launch }) => (launches.get(name) ?? launch) !== launch);
  return diffAgents(from, to, { restarts: changed.map(({ unit }) => unit), lags }).map(
    ({ mark, agent, text, restarts }) => `${mark} ${agent}: ${text}${restarts ? ' (restarts)' : ''}`,
  );
}

test('agents that come, go and change, in the roster’s words', () => {
  const from = manifestOf({ a: { memory: 2 * G, role: 'lead' }, b: { memory: G, role: 'coder' } });
  const to = manifestOf({ a: { memory: 4 * G, role: 'coder' }, c: { memory: G / 2, role: 'coder' } });
  expect(lines(from, to)).toEqual([
    '~ a: role lead → coder; memory 2G → 4G; instructions (restarts)',
    '- b: stopped; ~/work/b is kept',
    '+ c: echo in ~/work/c, memory 512M, sandbox off (simulated)',
  ]);
});

test('nothing is said of what is the same', () => {
  const same = manifestOf({ a: { memory: G, role: 'lead' } });
  expect(lines(same, same)).toEqual([]);
});

test('variables are named, never shown', () => {
  const from = manifestOf({ a: { memory: G, role: 'lead' } });
  const env = (values: Readonly<Record<string, string>>): Manifest => ({
    ...from,
    agents: from.agents.map((agent) => ({ ...agent, env: values })),
  });
  expect(lines(env({ CI: 'x', OLD: 'y' }), env({ CI: 'z', NEW: 'y' }))).toEqual(['~ a: env CI, NEW, OLD']);
});

test('a changed script restarts an agent of which nothing else changed', () => {
  const from = manifestOf({ a: { memory: G, role: 'lead' } });
  const to = sampleBundle({ agents: { a: { memory: G, role: 'lead' } }, ...parts, script: 'v2' }).manifest;
  expect(lines(from, to)).toEqual(['~ a: files of echo (restarts)']);
});

test('another version of a harness is told of those that run it', () => {
  const of = (version: string): Manifest => ({
    ...manifestOf({ a: { memory: G, role: 'lead' } }),
    harnesses: [{ name: 'echo', version, path: '', digests: {} }],
  });
  expect(lines(of('1.0.0'), of('1.1.0'))).toEqual(['~ a: harness 1.0.0 → 1.1.0']);
  expect(lines(of('1.0.0'), of('1.0.0'))).toEqual([]);
});

test('what an agent runs that was not restarted is said after what changes', () => {
  const from = manifestOf({ a: { memory: G, role: 'lead' }, b: { memory: G, role: 'coder' } });
  const to = manifestOf({ a: { memory: 2 * G, role: 'lead' }, b: { memory: G, role: 'coder' } });
  const lags = new Map(to.agents.map(({ unit }) => [unit, ['still runs the launch before']]));
  expect(lines(from, to, lags)).toEqual([
    '~ a: memory 1G → 2G; still runs the launch before (restarts)',
    '~ b: still runs the launch before',
  ]);
});
