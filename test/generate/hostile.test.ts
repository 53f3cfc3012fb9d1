import { execFileSync, spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Bundle } from '../../src/model/bundle.ts';
import { bundleOf, unitTexts } from './support/bundles.ts';
import { agent, fleetOf } from './support/fleets.ts';
import { verifyUnits } from './support/systemd.ts';

const pieces = fc.constantFrom(
  ...[
    "'",
    '"',
    '`',
    '$(touch /tmp/x)',
    '${HOME}',
    '$',
    '\\',
    '\\n',
    '\n',
    '\r',
    '\t',
    ' ',
    ';',
    '&',
    '|',
    '#',
    '%',
    '%h',
    '%%',
  ],
  ...[
    '*',
    '~',
    '!',
    '=',
    '<!--',
    '</a>',
    '{{x}}',
    '\\{{',
    '[a](b)',
    '```',
    '\x1b[31m',
    '\x7f',
    'ü',
    '漢字',
    '😀',
    '\u2028',
    '\ufeff',
  ],
);
const short = fc.oneof(
  fc.string({ unit: pieces, maxLength: 30 }),
  fc.string({ unit: 'binary', maxLength: 30 }),
);
const long = pieces.map((piece) => piece.repeat(Math.ceil(10_000 / piece.length)));
const text = fc
  .oneof({ weight: 9, arbitrary: short }, { weight: 1, arbitrary: long })
  .filter((value) => !value.includes('\0'));
// No unit can hold those two in a path, nor a path that is too long: they are refused.
const workdir = text.map((value) =>
  `/${value.replaceAll(/[\p{Cc}\p{Noncharacter_Code_Point}]/gu, '').slice(0, 60)}`.toWellFormed(),
);
const name = fc.stringMatching(/^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/);
const envName = fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_]{0,20}$/).map((word) => `X${word}`);

const hostileAgent = fc.record({
  name,
  role: name,
  workdir,
  instructions: text,
  model: fc.option(text, { nil: null }),
  env: fc.dictionary(envName, text, { maxKeys: 5 }),
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
