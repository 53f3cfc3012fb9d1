import pc from 'picocolors';
import { expect, test } from 'vitest';
import { psTable } from '../../../src/cli/fleet/ps-table.ts';
import type { PsDocument } from '../../../src/model/contract-ps.ts';
import { blankRow as blank, blankConnector } from './rows.ts';

const style = pc.createColors(false);

const document: PsDocument = {
  version: 1,
  fleet: 'home',
  hosts: [
    { host: 'w-jarvis', reachable: true, release: null, error: null },
    { host: 'dragon-lin', reachable: false, release: null, error: null },
  ],
  connectors: [],
  agents: [
    {
      ...blank,
      host: 'w-jarvis',
      agent: 'mos',
      orchestrator: true,
      runtime: 'claude',
      version: '2.1.330',
      state: 'busy',
      for: 12,
      model: 'opus',
      context: '34%',
      last: 'reviewing the parser',
    },
    blank,
    {
      ...blank,
      agent: 'coder-2',
      state: 'waiting',
      for: 31,
      prompt: 'run: rm -rf \x1b[31mbuild\u202e',
      next: 'mosaic fleet attach coder-2',
    },
    {
      ...blank,
      agent: 'coder-3',
      state: 'unreachable',
      for: null,
      model: null,
      context: null,
      last: null,
      why: 'no answer\nat all',
      next: 'mosaic fleet verify',
    },
    {
      ...blank,
      agent: 'scratch',
      managed: false,
      state: 'unmanaged',
      for: 86_400,
      runtime: null,
      version: null,
      model: null,
      context: null,
      last: null,
      why: 'a session on the fleet’s sockets',
    },
  ],
};

test('on a terminal', () => {
  expect(psTable(document, { style, symbols: true })).toBe(
    `fleet home · 2 hosts · 4 agents · 1 host unreachable

HOST        AGENT    RUNTIME         STATE          FOR  MODEL  CTX  LAST
w-jarvis    mos ★    claude 2.1.330  ● busy         12s  opus   34%  reviewing the parser
dragon-lin  coder-1  pi 0.74.2       ● idle          4m  gpt    12%  42 tests pass
dragon-lin  coder-2  pi 0.74.2       ◐ waiting      31s  gpt    12%  run: rm -rf \\e[31mbuild\\u202e     → mosaic fleet attach coder-2
dragon-lin  coder-3  pi 0.74.2       ✕ unreachable    –  –        –  no answer                         → mosaic fleet verify
dragon-lin  scratch  –               · unmanaged     1d  –        –  a session on the fleet’s sockets
`,
  );
});

test('in a pipe: plain words, and no column in which nothing stands', () => {
  const plain = { ...document, agents: [{ ...blank, orchestrator: true, context: null }] };
  expect(psTable(plain, { style, symbols: false })).toBe(
    `fleet home · 2 hosts · 1 agent · 1 host unreachable

HOST        AGENT      RUNTIME    STATE  FOR  MODEL  LAST
dragon-lin  coder-1 *  pi 0.74.2  idle    4m  gpt    42 tests pass
`,
  );
});

test('connectors stand below the agents, with what is wrong and what helps', () => {
  const failed = {
    ...blankConnector,
    connector: 'second',
    link: 'failed' as const,
    for: 31,
    why: 'the token is not valid',
    waiting: 3,
    next: 'mosaic fleet connector test second',
  };
  const text = psTable({ ...document, connectors: [blankConnector, failed] }, { style, symbols: true });
  expect(text.slice(text.indexOf('\n\nHOST', text.indexOf('scratch')) + 2)).toBe(
    `HOST      CONNECTOR    LINK      FOR  REACHES  LAST
w-jarvis  mos-discord  ● up       2h  mos
w-jarvis  second       ✕ failed  31s  mos      the token is not valid; 3 to be posted  → mosaic fleet connector test second
`,
  );
});
