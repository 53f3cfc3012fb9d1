import { expect, test } from 'vitest';
import { describeFinding } from '../../src/provision/describe-finding.ts';
import type { Facts } from '../../src/provision/facts.ts';
import { sandboxFindings } from '../../src/provision/findings-sandbox.ts';
import { parseOpen } from '../../src/provision/parse-open.ts';
import { wantedOf } from '../../src/provision/wanted.ts';
import { bundleOf } from '../generate/support/bundles.ts';
import { agent, fleetOf } from '../generate/support/fleets.ts';
import { emptyHost } from './support/simulated-host.ts';

const disabled = { disabled: 'needs docker', write: [], hide: [] };
const fleet = fleetOf('f', [
  agent('a', 'h', { orchestrator: true }),
  agent('free', 'h', { sandbox: disabled }),
]);
const bundle = bundleOf(fleet).hosts[0] ?? expect.unreachable();
const unit = 'mosaic-f-agent-a.service';

/** What is said of a host where both agents run, and this was seen. */
function said(lines: readonly string[], active = 'active'): readonly string[] {
  const facts = emptyHost().facts as unknown as Facts;
  const units = bundle.manifest.agents.map(({ unit: name, launch }) => [
    name,
    {
      load: 'loaded',
      active,
      sub: '',
      result: '',
      status: null,
      pid: 5,
      since: 1,
      restarts: 0,
      needsReload: false,
      launch,
      loadedLaunch: launch,
    },
  ]);
  const seen: Facts = { ...facts, units: Object.fromEntries(units), open: parseOpen(lines) };
  return sandboxFindings(wantedOf(bundle, 'f', 'h'), seen).map(describeFinding);
}

test('shut in: nothing is said, and never of an agent that has no sandbox', () => {
  expect(said([`${unit} looked`])).toEqual([]);
});

test('open: it says what', () => {
  const lines = [
    `${unit} can write /home/u`,
    `${unit} can read /home/u/.ssh`,
    `${unit} can read /home/u/.ssh`,
    `${unit} looked`,
  ];
  expect(said(lines)).toEqual(['the sandbox of a is open: it can read /home/u/.ssh and 1 more']);
});

test('a look that did not come to its end proves nothing', () => {
  expect(said([])).toEqual(['nobody could look into the sandbox of a']);
  expect(said([`${unit} can write /home/u`, 'mosaic-f-agent-free.service looked'])).toHaveLength(1);
});

test('what does not run has no sandbox to look into', () => {
  expect(said([], 'failed')).toEqual([]);
});
