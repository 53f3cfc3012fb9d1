import { expect, test } from 'vitest';
import { checkFleet } from '../../src/model/check-fleet.ts';
import type { Fleet } from '../../src/model/fleet.ts';
import type { FleetInput } from '../../src/model/fleet-input.ts';
import { normaliseHost } from '../../src/model/read-inventory.ts';
import { fleetInput } from './support/fleet-input.ts';

function fleetOf(roster: string, more: Partial<FleetInput> = {}): Fleet {
  const result = checkFleet(fleetInput(roster, more));
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.value;
}

const ROSTER = `apiVersion: mosaic.fleet/v1
fleet: home
preset: coding
defaults:
  runtime: codex
  model: openai/gpt-5
  env: { B: "2", A: "1" }
  limits: { memory: 4G, tasks: 500 }
  heartbeat: { every: 20s, stale: 2m }
orchestrator:
  name: mos
  host: w-jarvis
  runtime: claude
  instructions: { file: notes.md }
agents:
  - name: coder-2
    role: coder
    host: dragon-lin
    env: { A: "own" }
    limits: { cpu: 150%, memory: 512M }
  - { name: coder-1, host: dragon-lin, workdir: /srv/app, instructions: "Be brief." }
`;

test('every default is filled in, and what an agent says itself wins', () => {
  const fleet = fleetOf(ROSTER);
  expect(fleet).toMatchObject({ name: 'home', preset: 'coding', heartbeat: { every: 20, stale: 120 } });
  expect(fleet.agents.map(({ name }) => name)).toEqual(['coder-1', 'coder-2', 'mos']);
  const [one, two, mos] = fleet.agents;
  expect(one).toMatchObject({ role: 'worker', runtime: 'codex', model: 'openai/gpt-5', workdir: '/srv/app' });
  expect(two).toMatchObject({ role: 'coder', env: { A: 'own', B: '2' }, workdir: '~/work/home/coder-2' });
  expect(two?.limits).toEqual({ memory: 512 * 2 ** 20, cpu: 150, tasks: 500 });
  // The default model is the default runtime's: claude must not be asked for a model of codex.
  expect(mos).toMatchObject({ role: 'orchestrator', orchestrator: true, runtime: 'claude', model: null });
});

test('instructions say who the agent is, then what its role is told, then what the roster adds', () => {
  const [one, two, mos] = fleetOf(ROSTER).agents;
  expect(mos?.instructions).toBe(
    'You are mos, orchestrator in the fleet home, on the host w-jarvis. You are the orchestrator.\n\n' +
      'Lead the others.\n\nAsk before you push.\n',
  );
  expect(two?.instructions).toContain('The orchestrator is mos.\n\nWrite code.\n\nThen stop.\n');
  expect(one?.instructions.endsWith('The orchestrator is mos.\n\nBe brief.\n')).toBe(true);
});

test('hosts are those that carry an agent, sorted, with the defaults of SSH', () => {
  expect(fleetOf(ROSTER).hosts.map(({ name }) => name)).toEqual(['dragon-lin', 'w-jarvis']);
  expect(fleetOf(ROSTER).hosts[0]).toMatchObject({
    address: '10.1.10.37',
    port: 22,
    user: 'jwoltje',
    hostKey: null,
  });
});

test('staging hosts stand in for all hosts, or the fleet is refused', () => {
  const staged = ['w-jarvis', 'dragon-lin'].map((name) =>
    normaliseHost(name, { address: '10.77.0.9', user: name }, null),
  );
  const fleet = fleetOf(ROSTER, { staging: { id: 'lab1', hosts: staged } });
  expect(fleet.hosts.map(({ address, connection }) => [address, connection])).toEqual([
    ['10.77.0.9', 'ssh'],
    ['10.77.0.9', 'ssh'],
  ]);
  const half = checkFleet(fleetInput(ROSTER, { staging: { id: 'lab1', hosts: staged.slice(0, 1) } }));
  expect(half.ok ? [] : half.problems.map(({ message }) => message)).toEqual([
    'host "dragon-lin" is not in the lab lab1',
    'host "dragon-lin" is not in the lab lab1',
  ]);
});

test('the order of agents and keys in the roster does not matter', () => {
  const agents = ROSTER.split('agents:\n')[1] ?? '';
  const [first = '', second = ''] = agents.split(/(?<=512M \}\n)/);
  expect(fleetOf(ROSTER.replace(agents, second + first))).toEqual(fleetOf(ROSTER));
});
