import { execFileSync, spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Bundle } from '../../src/model/bundle.ts';
import { bundleOf, unitTexts } from './support/bundles.ts';
import { agent, fleetOf } from './support/fleets.ts';
import { hostileEnvName, hostileName, hostileText } from './support/hostile-text.ts';
import { verifyUnits } from './support/systemd.ts';

// No unit can hold those two in a path, nor a path that is too long: they are refused.
const workdir = hostileText.map((value) =>
  `/${value.replaceAll(/[\p{Cc}\p{Noncharacter_Code_Point}]/gu, '').slice(0, 60)}`.toWellFormed(),
);
const hostileAgent = fc.record({
  name: hostileName,
  role: hostileName,
  workdir,
  instructions: hostileText,
  model: fc.option(hostileText, { nil: null }),
  env: fc.dictionary(hostileEnvName, hostileText, { maxKeys: 5 }),
});

const hostileFleet = fc
  .uniqueArray(hostileAgent, { minLength: 1, maxLength: 3, selector: (one) => one.name })
  .map((agents) =>
    fleetOf(
      'hostile',
      agents.map((one) => agent(one.name, 'h', one)),
    ),
  );

const fleets = fc.sample(hostileFleet, 200);
const bundles = fleets.map((fleet) => ({ fleet, bundle: bundleOf(fleet) }));

test('every value arrives unchanged in the shell that sources it', () => {
  for (const { fleet, bundle } of bundles) {
    for (const one of fleet.agents) {
      const wanted = { MOSAIC_WORKDIR: one.workdir, MOSAIC_MODEL: one.model ?? '', ...one.env };
      const names = Object.keys(wanted);
      expect(sourced(contentOf(bundle, `agents/${one.name}/`), names)).toEqual(Object.values(wanted));
      expect(contentOf(bundle, `agents/${one.name}/instructions.md`)).toBe(one.instructions);
    }
  }
});

test('systemd finds nothing to say of any unit', () => {
  const all = new Map(bundles.flatMap(({ bundle }) => Object.entries(unitsOf(bundle))));
  expect(all.size).toBeGreaterThan(200);
  expect(verifyUnits(Object.fromEntries(all))).toBe('');
});

test('shellcheck finds nothing in what is sourced', () => {
  const files = bundles.flatMap(({ bundle, fleet }) =>
    fleet.agents.map(({ name }) => contentOf(bundle, `agents/${name}/`)),
  );
  // Quotes and `$` within single quotes are what is meant here; and what is assigned is used elsewhere.
  const args = ['--shell=sh', '--severity=warning', '--exclude=SC2034,SC2089,SC2090', '-'];
  for (const input of files.slice(0, 40)) {
    const run = spawnSync('shellcheck', args, {
      input,
      encoding: 'utf8',
      env: { ...process.env, LC_ALL: 'C.UTF-8' },
    });
    expect(run.stdout + run.stderr).toBe('');
  }
});

test('a review is made of nothing but what is meant, whatever stands in it', () => {
  for (const { bundle } of bundles) {
    expect(bundle.review).not.toMatch(/<|\{\{|\]\(b\)|```|(?!\n)\p{Cc}/u);
    const widths = bundle.review.split(/\n\n/).filter((block) => block.startsWith('|'));
    for (const table of widths) {
      expect(new Set(table.split('\n').map((row) => row.split('|').length)).size).toBe(1);
    }
  }
});

function unitsOf(bundle: Bundle): Record<string, string> {
  return Object.assign({}, ...bundle.hosts.map(unitTexts)) as Record<string, string>;
}

/** The contents of a host's file, or of both sh files of a folder. */
function contentOf(bundle: Bundle, path: string): string {
  const artifacts = bundle.hosts.flatMap((one) => one.artifacts);
  const found = artifacts.filter(
    (file) => file.path === path || [`${path}env.sh`, `${path}variables.sh`].includes(file.path),
  );
  return found.map(({ content }) => content).join('');
}

function sourced(script: string, names: readonly string[]): string[] {
  const print = names.map((variable) => `printf '%s\\0' "$${variable}"`).join('\n');
  const output = execFileSync('/bin/dash', [], { input: `${script}\n${print}\n`, maxBuffer: 1 << 28 });
  return output.toString('utf8').split('\0').slice(0, -1);
}
