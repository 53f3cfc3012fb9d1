import { expect, test } from 'vitest';
import { checkFleet } from '../../src/model/check-fleet.ts';
import { neededHarnesses } from '../../src/model/needed-harnesses.ts';
import { formatProblem } from '../../src/model/problem-text.ts';
import type { Runtime } from '../../src/model/runtime.ts';
import { fleetInput, RUNTIMES } from './support/fleet-input.ts';

function withHarness(runtime: Runtime): Runtime {
  if (runtime.name === 'echo') return runtime;
  const harness = {
    package: `@x/${runtime.name}`,
    version: '1.0.0',
    program: `@x/${runtime.name}/run`,
    node: runtime.name === 'pi',
  };
  return { ...runtime, harness };
}

const runtimes = RUNTIMES.map(withHarness);

const roster = `apiVersion: mosaic.fleet/v1
fleet: home
harness: { claude: { version: "2.1.330" } }
defaults: { runtime: claude }
orchestrator: { name: mos, host: w-jarvis }
agents:
  - { name: a, host: dragon-lin, runtime: pi, model: x }
  - { name: b, host: root-host, runtime: echo, sandbox: { disabled: root } }
`;

const withConnector = roster.replace(
  'orchestrator: { name: mos, host: w-jarvis }',
  `secrets: { t: age }
orchestrator:
  name: mos
  host: w-jarvis
  runtime: echo
  connectors:
    - { name: d, kind: discord, server: "1112631390438166618", channel: "1517622518662434996", token: secret:t, owners: ["222222222222222222"] }`,
);

function fleetOf(text: string) {
  const checked = checkFleet(fleetInput(text, { runtimes }));
  if (!checked.ok) throw new Error(checked.problems.map((problem) => formatProblem(problem)).join('\n'));
  return checked.value;
}

function needs(host: string, text = roster): readonly string[] {
  return neededHarnesses(fleetOf(text), host, runtimes).map(({ name, version }) => `${name}@${version}`);
}

test('a host needs the harnesses of its own agents, in the versions of the roster', () => {
  expect(needs('w-jarvis')).toEqual(['claude@2.1.330']);
  expect(needs('root-host')).toEqual([]);
});

test('Node comes with a harness that runs on it, and with programs of ours', () => {
  expect(needs('dragon-lin')).toEqual(['node@24.21.0', 'pi@1.0.0']);
  expect(needs('w-jarvis', withConnector)).toEqual(['node@24.21.0']);
});

test('a version can only be given to what is installed', () => {
  const text = roster.replace('claude: {', 'echo: { version: "1.0.0" }, cloude: {');
  const checked = checkFleet(fleetInput(text, { runtimes }));
  const told = checked.ok ? [] : checked.problems.map((problem) => formatProblem(problem));
  expect(told.join('\n')).toMatchInlineSnapshot(`
    "roster.yaml:3:12  error  the runtime echo installs no harness
       3 | harness: { echo: { version: "1.0.0" }, cloude: { versio…
         |            ^^^^  known: claude, codex, node, pi
    roster.yaml:3:40  error  unknown harness "cloude"
       3 | harness: { echo: { version: "1.0.0" }, cloude: { version: "2.1.330" } }
         |                                        ^^^^^^  known: claude, codex, node, pi. Did you mean claude?"
  `);
});

test('a version is exact', () => {
  const checked = checkFleet(fleetInput(roster.replace('"2.1.330"', '^2.1.0'), { runtimes }));
  expect(checked.ok ? [] : checked.problems.map(({ message }) => message)).toMatchInlineSnapshot(`
    [
      ""^2.1.0" is not a version",
    ]
  `);
});
