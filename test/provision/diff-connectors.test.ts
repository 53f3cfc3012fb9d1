import { expect, test } from 'vitest';
import type { Manifest } from '../../src/model/bundle.ts';
import { diffConnectors } from '../../src/provision/diff-connectors.ts';
import { type SampleConnector, sampleBundle } from './support/sample-bundle.ts';

function manifestOf(connectors: Readonly<Record<string, SampleConnector>>): Manifest {
  const agents = { a: { memory: 1, role: 'lead' } };
  return sampleBundle({ agents, connectors, script: 'v1', boot: 'v1', recover: 'v1' }).manifest;
}

const units = (manifest: Manifest) => manifest.connectors.map(({ unit }) => unit);

test('connectors that come, go and change, in the roster’s words', () => {
  const from = manifestOf({
    b: { channel: '7', secret: 'k' },
    c: { channel: '7', secret: 'k', allow: ['1', '2'] },
  });
  const to = manifestOf({
    a: { channel: '7', secret: 'k' },
    c: { channel: '8', secret: 'l', allow: ['2', '3'] },
  });
  expect(diffConnectors(from, to, { restarts: units(to), lags: new Map() })).toEqual([
    {
      mark: '+',
      connector: 'a',
      text: 'discord channel 7 to a; 0 may speak, 0 may also approve and stop',
      restarts: false,
    },
    { mark: '-', connector: 'b', text: 'ended; what it kept stays', restarts: false },
    {
      mark: '~',
      connector: 'c',
      text: 'channel 7 → 8; allow +3 -1; token secret:k → secret:l',
      restarts: true,
    },
  ]);
});

test('one that is the same is said only when it lags', () => {
  const same = manifestOf({ a: { channel: '7', secret: 'k' } });
  expect(diffConnectors(same, same, { restarts: [], lags: new Map() })).toEqual([]);
  const lags = new Map([[units(same)[0] ?? '', ['still has an earlier value of the secret k']]]);
  expect(diffConnectors(same, same, { restarts: units(same), lags })).toMatchObject([
    { text: 'still has an earlier value of the secret k', restarts: true },
  ]);
});
