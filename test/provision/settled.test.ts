import { describe, expect, test } from 'vitest';
import type { AgentFacts, Facts, UnitFacts } from '../../src/provision/facts.ts';
import { planHost } from '../../src/provision/plan-host.ts';
import { patience, settled } from '../../src/provision/settled.ts';
import { wantedOf } from '../../src/provision/wanted.ts';
import { FLEET, sampleBundle } from './support/sample-bundle.ts';
import { apply, emptyHost, stage } from './support/simulated-host.ts';

const bundle = sampleBundle({
  agents: { a: { memory: 1, role: 'coder' }, b: { memory: 1, role: 'coder' } },
  script: 'v1',
  boot: 'v1',
  recover: 'v1',
});
const want = wantedOf(bundle, FLEET, 'h');
const launch = bundle.manifest.agents[0]?.launch ?? '';
const unit = 'mosaic-f-agent-a.service';

/** A host just after the switch, of which `a` was started; then what is said of `a`. */
function judge(changes: { unit?: Partial<UnitFacts>; agent?: Partial<AgentFacts>; after?: number }) {
  const host = emptyHost();
  const plan = planHost(bundle, 'h', host.facts);
  stage(host, plan, bundle);
  apply(host, plan.changes, bundle);
  const at = host.facts.now;
  const have = host.facts.units[unit];
  const own = host.facts.agents['a'];
  if (have === undefined || own === undefined) expect.unreachable();
  host.facts.units[unit] = { ...have, ...changes.unit };
  host.facts.agents['a'] = { ...own, ...changes.agent };
  host.facts.now = at + (changes.after ?? 1);
  return settled(want, host.facts as Facts, { starts: ['a'], at });
}

const beat = { at: '1000', launch, alive: '1', hook_at: '1000', hook_state: 'idle' };
const failures = { count: '3', first: '1000', last: '1000' };
const exit = { at: '1000', launch };

describe('a started agent', () => {
  test('that runs, beats and has said a word', () => {
    expect(judge({})).toEqual({ state: 'ok' });
  });

  const waits: readonly (readonly [string, Parameters<typeof judge>[0]])[] = [
    ['is starting', { unit: { active: 'activating', sub: 'start' } }],
    ['waits to be started', { unit: { active: 'inactive', hasJob: true } }],
    ['is between two runs', { unit: { active: 'activating', sub: 'auto-restart' } }],
    ['still is the old process', { unit: { launch: '0'.repeat(16) } }],
    ['has no beat yet', { agent: { beat: null } }],
    ['has the beat of its earlier run', { agent: { beat: { ...beat, launch: '0'.repeat(16) } } }],
    ['has not said a word', { agent: { beat: { ...beat, hook_state: '' } } }],
  ];
  test.each(waits)('that %s is waited for, but not for ever', (_title, changes) => {
    expect(judge(changes)).toMatchObject({ state: 'wait' });
    const late = { ...changes, after: patience(want, { starts: ['a'] }) + 1 };
    const young = changes.agent?.beat?.['hook_state'] === '';
    expect(judge(late)).toMatchObject(young ? { state: 'ok' } : { state: 'failed', late: true });
  });

  const fails: readonly (readonly [string, string, Parameters<typeof judge>[0]])[] = [
    ['failed', 'unit-failed', { unit: { active: 'failed', result: 'exit-code', status: 1 } }],
    ['is in quarantine', 'quarantined', { unit: { active: 'failed', status: 78 }, agent: { failures } }],
    ['keeps ending', 'ends-early', { unit: { active: 'activating' }, agent: { failures, exit } }],
  ];
  test.each(fails)('that %s is not waited for', (_title, kind, changes) => {
    expect(judge(changes)).toMatchObject({ state: 'failed', late: false, finding: { kind } });
  });

  test('that ended early in an earlier launch is not judged by it', () => {
    const old = { at: '900', launch: '0'.repeat(16) };
    expect(judge({ agent: { failures, exit: old } })).toEqual({ state: 'ok' });
  });
});

test('what an agent did that the deploy did not start is not its fault', () => {
  const host = emptyHost();
  const plan = planHost(bundle, 'h', host.facts);
  stage(host, plan, bundle);
  apply(host, plan.changes, bundle);
  const have = host.facts.units[unit] ?? expect.unreachable();
  host.facts.units[unit] = { ...have, active: 'failed', status: 78, pid: null, launch: null };
  expect(settled(want, host.facts as Facts, { starts: ['b'], at: 1000 })).toEqual({ state: 'ok' });
});
