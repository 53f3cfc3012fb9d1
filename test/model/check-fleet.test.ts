import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checkFleet } from '../../src/model/check-fleet.ts';
import { formatProblem } from '../../src/model/problem-text.ts';
import { fleetInput } from './support/fleet-input.ts';

const golden = join(import.meta.dirname, 'golden');
const names = readdirSync(golden)
  .filter((file) => file.endsWith('.yaml'))
  .map((file) => file.replace(/\.yaml$/, ''));

function problemText(roster: string): string {
  const result = checkFleet(fleetInput(roster));
  const problems = result.ok ? result.warnings : result.problems;
  return `${problems.map((problem) => formatProblem(problem)).join('\n\n')}\n`;
}

test.each(names)('every problem of golden/%s.yaml', async (name) => {
  const text = problemText(readFileSync(join(golden, `${name}.yaml`), 'utf8'));
  await expect(text).toMatchFileSnapshot(join(golden, `${name}.txt`));
});
