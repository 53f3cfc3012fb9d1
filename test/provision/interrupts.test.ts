import { expect, test } from 'vitest';
import { busyAmong, interruptedBy, mayInterrupt } from '../../src/provision/interrupts.ts';

test('whose turn would be lost, or of whom nobody knows, is busy', () => {
  const states = [
    'starting',
    'idle',
    'busy',
    'waiting',
    'auth-hold',
    'rate-limited',
    'stalled',
    'exited',
    'stopped',
    'unknown',
  ] as const;
  expect(states.filter((state) => !mayInterrupt(state))).toEqual(['busy', 'waiting', 'unknown']);
  const known = new Map(states.map((state) => [state as string, state]));
  expect(busyAmong(['busy', 'idle', 'nobody'], known)).toEqual([{ agent: 'busy', state: 'busy' }]);
});

test('only a stop or a restart of an agent’s own unit interrupts it', () => {
  const found = interruptedBy([
    { kind: 'stop', units: ['mosaic-a-b-agent-old.service'] },
    { kind: 'restart', units: ['mosaic-a-b-beat.service', 'mosaic-a-b-agent-my-agent-x.service'] },
    { kind: 'start', units: ['mosaic-a-b-agent-new.service', 'mosaic-a-b.target'] },
  ]);
  expect(found).toEqual({ stops: ['old'], restarts: ['my-agent-x'] });
});
