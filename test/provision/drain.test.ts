import { expect, test } from 'vitest';
import type { AgentState } from '../../src/model/heartbeat.ts';
import { awaitIdle } from '../../src/provision/drain.ts';
import type { BusyAgent } from '../../src/provision/interrupts.ts';
import { openLocal } from '../../src/remote/local.ts';

const transport = openLocal('h');

/** States of `a` and `b`, a pair a look; the last stays. */
async function drained(seconds: number, ...looks: readonly (readonly [AgentState, AgentState])[]) {
  const told: (readonly BusyAgent[])[] = [];
  let looked = 0;
  const found = await awaitIdle(transport, ['a', 'b'], {
    seconds,
    secondsForUnknown: 0.1,
    look: async () => {
      const [a, b] = looks[Math.min(looked++, looks.length - 1)] ?? expect.unreachable();
      return new Map([
        ['a', a],
        ['b', b],
        ['other', 'busy'],
      ]);
    },
    onWait: (_host, busy) => told.push(busy),
  });
  return { ...found, looked, told: told.map((busy) => busy.map(({ agent, state }) => `${agent} ${state}`)) };
}

test('nobody busy: one look, nothing to tell', async () => {
  expect(await drained(60, ['idle', 'stalled'])).toEqual({ busy: [], hasWaited: false, looked: 1, told: [] });
});

test('waits until all are idle at once, and tells only what changes', async () => {
  const found = await drained(60, ['busy', 'idle'], ['busy', 'idle'], ['idle', 'busy'], ['idle', 'idle']);
  expect(found).toEqual({ busy: [], hasWaited: true, looked: 4, told: [['a busy'], ['b busy'], []] });
});

test('who is busy to the end is told so, after a last look', async () => {
  const found = await drained(0.1, ['waiting', 'busy'], ['waiting', 'idle']);
  expect(found).toMatchObject({
    busy: [{ agent: 'a', state: 'waiting' }],
    hasWaited: true,
    told: [['a waiting', 'b busy'], ['a waiting']],
  });
});

test('who may never tell is not waited for so long', async () => {
  const found = await drained(60, ['busy', 'unknown'], ['idle', 'unknown']);
  expect(found).toMatchObject({
    busy: [{ agent: 'b', state: 'unknown' }],
    told: [['a busy', 'b unknown'], ['b unknown']],
  });
});
