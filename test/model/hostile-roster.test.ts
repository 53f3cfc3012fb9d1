import fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkFleet } from '../../src/model/check-fleet.ts';
import { formatProblem } from '../../src/model/problem-text.ts';
import { readInventory } from '../../src/model/read-inventory.ts';
import { readPreset } from '../../src/model/read-preset.ts';
import { fleetInput, INVENTORY, PRESET } from './support/fleet-input.ts';

const ROSTER = `# mine
apiVersion: mosaic.fleet/v1
fleet: home
preset: coding
defaults: { runtime: echo, env: { CI: "1" }, limits: { memory: 4G }, heartbeat: { every: 15s } }
orchestrator:
  name: mos
  host: w-jarvis
  instructions: |
    Lead.
agents:
  - name: coder-1   # the first
    role: coder
    host: dragon-lin
    workdir: ~/src/app
  - { name: coder-2, host: dragon-lin, instructions: { file: notes.md } }
`;

const scrap = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 4 }),
  fc.constantFrom(
    ...[
      '\t',
      '\n',
      ' ',
      ': ',
      '- ',
      '[',
      ']',
      '{',
      '}',
      '"',
      "'",
      '#',
      '&a ',
      '*a',
      '!!str ',
      '|',
      '>',
      '? ',
      '---\n',
    ],
    ...[
      '<<: ',
      '\0',
      '\ufeff',
      '\r\n',
      '__proto__: ',
      'constructor',
      'null',
      '~',
      '0x1f',
      '1e999',
      '.nan',
      'true',
      '\ud800',
    ],
  ),
);
const mutation = fc.tuple(fc.nat(600), fc.nat(12), scrap);

function mutate(text: string, mutations: readonly (readonly [number, number, string])[]): string {
  return mutations.reduce((result, [at, length, insert]) => {
    const start = at % (result.length + 1);
    return result.slice(0, start) + insert + result.slice(start + length);
  }, text);
}

/** Everything that a reader of problems relies on. */
function expectSound(roster: string, inventory: string, preset: string): void {
  const result = checkFleet({
    ...fleetInput(roster),
    inventory: readInventory('inventory/hosts.yaml', inventory),
    preset: readPreset('presets/coding.yaml', preset),
  });
  const problems = result.ok ? result.warnings : result.problems;
  if (!result.ok) expect(problems.some(({ severity }) => severity === 'error')).toBe(true);
  for (const problem of problems) {
    const { place } = problem;
    expect(place?.line).toBeGreaterThanOrEqual(1);
    expect(place?.column).toBeGreaterThanOrEqual(1);
    expect(place?.text).not.toContain('\n');
    expect(formatProblem(problem)).not.toMatch(/[\0-\x09\x0b-\x1f\x7f]/);
  }
  if (result.ok) expect(result.value.agents.filter((agent) => agent.orchestrator)).toHaveLength(1);
}

test('a roster that was changed at random is read or refused, and never throws', () => {
  const mutations = fc.array(mutation, { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(mutations, (changes) => expectSound(mutate(ROSTER, changes), INVENTORY, PRESET)),
    { numRuns: 1500 },
  );
});

test('so is a changed inventory or preset', () => {
  const mutations = fc.array(mutation, { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(mutations, mutations, (a, b) => expectSound(ROSTER, mutate(INVENTORY, a), mutate(PRESET, b))),
    { numRuns: 600 },
  );
});

test('so is any text at all', () => {
  fc.assert(
    fc.property(fc.array(scrap, { maxLength: 40 }), (parts) =>
      expectSound(parts.join(''), parts.join(''), PRESET),
    ),
    { numRuns: 600 },
  );
});

test('what grows without end is refused', () => {
  const bombs = [
    '['.repeat(50_000),
    'a: {'.repeat(20_000),
    '- '.repeat(20_000),
    `a: &a [${'*a, '.repeat(10_000)}]`,
  ];
  for (const bomb of bombs) expectSound(bomb, INVENTORY, PRESET);
  expectSound(' '.repeat(5_000_000), INVENTORY, PRESET);
});
