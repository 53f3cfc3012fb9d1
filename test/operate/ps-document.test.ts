import { expect, test } from 'vitest';
import type { Connector } from '../../src/model/connector.ts';
import { psSchema } from '../../src/model/contract-ps.ts';
import type { Signals } from '../../src/model/heartbeat.ts';
import type { AgentProbe, ConnectorProbe, HostProbe } from '../../src/model/host-probe.ts';
import { parseRecord } from '../../src/model/record.ts';
import { psDocument } from '../../src/operate/ps-document.ts';
import { manifestAgent, sampleAgent, sampleFleet } from './sample.ts';

const NOW = 1_700_000_000;

function probeOf(name: string, change: Partial<Signals> = {}, hook = ''): AgentProbe {
  const signals: Signals = {
    now: NOW,
    stopMark: false,
    unit: { active: 'active', sub: 'running', status: null, restarts: 0 },
    process: { alive: true, state: 'S', since: NOW - 900 },
    hook: {
      at: NOW - 2,
      state: 'idle',
      since: NOW - 240,
      turn: 2,
      last: null,
      prompt: null,
      fingerprint: null,
      until: null,
    },
    screen: { kind: 'idle', changed: NOW - 240 },
    exit: null,
    failures: 0,
    ...change,
  };
  const record = hook === '' ? null : parseRecord(hook);
  const beat = parseRecord(`at=${NOW - 7}`);
  return {
    agent: manifestAgent(name),
    signals,
    hook: record,
    run: parseRecord('pid=42'),
    beat,
    exit: null,
    mark: null,
    mails: null,
  };
}

function host(agents: readonly AgentProbe[], change: Partial<HostProbe> = {}): HostProbe {
  return {
    now: NOW,
    release: '7f'.repeat(32),
    stale: 60,
    agents,
    connectors: [],
    unmanaged: [],
    trouble: null,
    ...change,
  };
}

const fleet = sampleFleet([
  sampleAgent('coder-1', 'dragon-lin'),
  sampleAgent('coder-2', 'dragon-lin'),
  sampleAgent('mos', 'w-jarvis', { orchestrator: true, runtime: 'claude', model: 'opus' }),
]);

const document = psDocument(fleet, [
  {
    host: 'dragon-lin',
    probe: host([probeOf('coder-1', {}, 'model=gpt-5\nsession=abc\nlast=42 tests pass'), probeOf('old')], {
      unmanaged: [{ socket: 'mosaic/1/2', created: NOW - 86_400, name: 'scratch' }],
    }),
  },
  {
    host: 'w-jarvis',
    fault: { code: 'frozen', host: 'w-jarvis', message: 'it says nothing', next: 'mosaic fleet verify' },
  },
]);

test('the document keeps its own schema', () => {
  expect(psSchema.parse(document)).toEqual(document);
});

test('rows of all kinds, the orchestrator’s host first', () => {
  expect(document.agents.map((row) => [row.host, row.agent, row.managed, row.state, row.next])).toEqual([
    ['w-jarvis', 'mos', true, 'unreachable', 'mosaic fleet verify'],
    ['dragon-lin', 'coder-1', true, 'idle', null],
    ['dragon-lin', 'coder-2', true, 'not-deployed', 'mosaic fleet deploy'],
    ['dragon-lin', 'old', true, 'idle', 'mosaic fleet plan'],
    ['dragon-lin', 'scratch', false, 'unmanaged', null],
  ]);
});

test('a row holds what the host and the harness said', () => {
  expect(document.agents[1]).toMatchObject({
    tenant: 'home',
    heartbeat: { status: 'fresh', at: new Date((NOW - 7) * 1000).toISOString(), age: 7 },
    model: 'gpt-5',
    session: 'abc',
    last: '42 tests pass',
    for: 240,
    pid: 42,
  });
});

test('a host that does not answer says why', () => {
  expect(document.hosts[0]).toEqual({
    host: 'w-jarvis',
    reachable: false,
    release: null,
    error: { code: 'frozen', message: 'it says nothing', next: 'mosaic fleet verify' },
  });
});

test.each([
  ['an old beat', `at=${NOW - 61}`, 'stale'],
  ['a beat on the edge', `at=${NOW - 60}`, 'fresh'],
  ['a beat from a clock that was set back', `at=${NOW + 500}`, 'fresh'],
  ['a beat that no date can hold', 'at=999999999999999', 'fresh'],
  ['a beat that is no number', 'at=soon', 'none'],
])('%s', (_what, beat, status) => {
  const look = { host: 'dragon-lin', probe: host([{ ...probeOf('coder-1'), beat: parseRecord(beat) }]) };
  expect(psDocument(fleet, [look]).agents[0]?.heartbeat.status).toBe(status);
});

test('a host whose systemd is silent says so, and its agents keep what the rest tells', () => {
  const silent = { ...probeOf('coder-1'), signals: { ...probeOf('coder-1').signals, unit: null } };
  const look = { host: 'dragon-lin', probe: host([silent], { trouble: 'Failed to connect to bus' }) };
  const { hosts, agents } = psDocument(fleet, [look]);
  expect(hosts[0]).toMatchObject({
    reachable: true,
    error: { code: 'systemd', next: 'mosaic fleet verify dragon-lin' },
  });
  expect(agents[0]?.state).toBe('idle');
});

test('connectors that are deployed, that are not, and whose host is silent', () => {
  const chat = (name: string, at: string): Connector => ({
    name,
    kind: 'discord',
    agent: 'mos',
    host: at,
    server: '1',
    channel: '2',
    allow: [],
    owners: [],
    mention: false,
    token: 'k',
    api: null,
  });
  const { token: secret, host: _, ...rest } = chat('one', 'dragon-lin');
  const unit = 'mosaic-home-connector-one.service';
  const probed: ConnectorProbe = {
    connector: { ...rest, secret, unit, launch: 'c'.repeat(16) },
    unit: { active: 'active', sub: 'running' },
    status: parseRecord(`state=up\nsince=${NOW - 60}\nat=${NOW - 5}\nwaiting=2\nwhy=`),
  };
  const connectors = [chat('one', 'dragon-lin'), chat('two', 'dragon-lin'), chat('far', 'w-jarvis')];
  const rows = psDocument({ ...fleet, connectors }, [
    { host: 'dragon-lin', probe: host([], { connectors: [probed] }) },
    { host: 'w-jarvis', fault: { code: 'frozen', host: 'w-jarvis', message: 'it says nothing', next: 'x' } },
  ]).connectors;
  expect(
    rows.map(({ connector, link, for: span, waiting, next }) => [connector, link, span, waiting, next]),
  ).toEqual([
    ['far', 'unreachable', null, null, 'x'],
    ['one', 'up', 60, 2, null],
    ['two', 'not-deployed', null, null, 'mosaic fleet deploy'],
  ]);
});
