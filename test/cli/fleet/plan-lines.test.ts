import pc from 'picocolors';
import { expect, test } from 'vitest';
import { planDocument } from '../../../src/cli/fleet/plan-document.ts';
import { planLines } from '../../../src/cli/fleet/plan-lines.ts';
import { planSchema } from '../../../src/model/contract-deploy.ts';
import type { Finding } from '../../../src/provision/finding.ts';
import type { HostPlan } from '../../../src/provision/host-plan.ts';
import type { PlannedHost } from '../../../src/provision/plan-fleet.ts';
import { planHost } from '../../../src/provision/plan-host.ts';
import { sampleBundle } from '../../provision/support/sample-bundle.ts';
import { apply, emptyHost, stage } from '../../provision/support/simulated-host.ts';

const plain = pc.createColors(false);
const parts = { script: 'v1', boot: 'v1', recover: 'v1' };
const G = 1024 ** 3;
const old = sampleBundle({
  agents: { 'coder-1': { memory: 2 * G, role: 'coder' }, helper: { memory: G, role: 'coder' } },
  ...parts,
});
const wanted = sampleBundle({
  agents: { 'coder-1': { memory: 4 * G, role: 'coder' }, new: { memory: G, role: 'coder' } },
  ...parts,
});

function deployedHost() {
  const host = emptyHost();
  const first = planHost(old, 'h', host.facts);
  stage(host, first, old);
  apply(host, first.changes, old);
  return host;
}

function planned(plan: Partial<HostPlan> = {}): PlannedHost {
  const { facts } = deployedHost();
  const host = {
    host: 'dragon-lin',
    bundle: wanted,
    secrets: null,
    open: () => Promise.reject(new Error('not here')),
  };
  return {
    host,
    result: 'planned',
    plan: { ...planHost(wanted, 'dragon-lin', facts), ...plan },
    facts,
    credentials: null,
  };
}

const unreachable = (name: string): PlannedHost => ({
  host: { ...planned().host, host: name },
  result: 'unreachable',
  why: 'no route \u001b[31m',
  next: 'mosaic fleet verify',
});

test('a plan in the roster’s words', () => {
  const drift: Finding[] = [
    { kind: 'link-missing', path: '.config/systemd/user/x.service' },
    { kind: 'quarantined', unit: 'u', agent: 'coder-1', last: 5 },
  ];
  expect(planLines([planned({ drift }), unreachable('w-jarvis')], plain, false)).toBe(
    `dragon-lin    ${old.release.slice(0, 7)} → ${wanted.release.slice(0, 7)}
  ~ coder-1  memory 2G → 4G    restarts
  - helper   stopped; ~/work/helper is kept
  + new      echo in ~/work/new, memory 1G, sandbox off (simulated)
  ! drift  ~/.config/systemd/user/x.service is missing; will be put right
  ! drift  coder-1 ended too early too often, and is not started again by itself    mosaic fleet logs coder-1
w-jarvis      unreachable: no route \\e[31m
  mosaic fleet verify
1 host changes, 1 agent restarts. 1 host cannot be reached.
`,
  );
});

test('nothing to do is said once', () => {
  const nothing = planned({ stage: [], changes: [], agents: [], drift: [], to: old.release });
  expect(planLines([nothing], plain, false)).toBe('dragon-lin    no change\nNothing to do.\n');
});

test('with -v every change stands there', () => {
  const text = planLines([planned()], plain, true);
  expect(text).toContain(`switch to ${wanted.release.slice(0, 7)}`);
  expect(text).toContain('restart mosaic-f-agent-coder-1.service');
});

test('what a host lacks names the command that helps', () => {
  expect(planLines([planned({ lacks: [{ kind: 'linger-off' }] })], plain, false)).toContain(
    '  ! linger is off: what the user runs would end with their last session    mosaic fleet install dragon-lin\n',
  );
});

test('the document is that of the contract', () => {
  const document = planDocument('f', [planned(), unreachable('w-jarvis')]);
  expect(planSchema.parse(document)).toEqual(document);
  expect(document.hosts.map(({ result }) => result)).toEqual(['changes', 'unreachable']);
});

test('a host that was deployed from a commit which is not here', () => {
  const unrelated = [
    { host: 'dragon-lin', commit: 'a1b2c3d'.padEnd(40, '0'), relation: 'unknown', by: 'eve\u001b@lap' },
  ] as const;
  expect(planLines([planned()], plain, false, unrelated)).toContain(
    '  ! deployed from commit a1b2c3d, which is not in this clone (last by eve\\e@lap): a deploy is refused    git pull\n',
  );
  const document = planDocument('f', [planned()], unrelated);
  expect(planSchema.parse(document)).toEqual(document);
  expect(document.hosts[0]?.unrelated?.next).toBe('git pull');
});

test('a release that stays is put right', () => {
  expect(planLines([planned({ to: old.release })], plain, false)).toContain(
    `dragon-lin    ${old.release.slice(0, 7)}, put right\n`,
  );
});
