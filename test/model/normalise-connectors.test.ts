import { expect, test } from 'vitest';
import { checkFleet } from '../../src/model/check-fleet.ts';
import { fleetInput } from './support/fleet-input.ts';

const ROSTER = `apiVersion: mosaic.fleet/v1
fleet: home
defaults: { runtime: echo }
secrets: { discord-token: age, other-token: age }
orchestrator:
  name: mos
  host: w-jarvis
  connectors:
    - name: two
      kind: discord
      server: "1112631390438166618"
      channel: "1517622518662434997"
      token: secret:other-token
      allow: ["99999999999999999", "111111111111111111", "99999999999999999"]
      owners: ["222222222222222222"]
      mention: true
      api: https://chat.example.org/api
    - name: one
      kind: discord
      server: "1112631390438166618"
      channel: "1517622518662434996"
      token: secret:discord-token
      owners: ["222222222222222222"]
`;

test('connectors stand at the orchestrator’s host, sorted, with every default', () => {
  const result = checkFleet(fleetInput(ROSTER));
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  expect(result.warnings).toEqual([]);
  const at = { kind: 'discord', agent: 'mos', host: 'w-jarvis', server: '1112631390438166618' };
  expect(result.value.connectors).toEqual([
    {
      ...at,
      name: 'one',
      channel: '1517622518662434996',
      allow: [],
      owners: ['222222222222222222'],
      mention: false,
      token: 'discord-token',
      api: null,
    },
    {
      ...at,
      name: 'two',
      channel: '1517622518662434997',
      allow: ['111111111111111111', '99999999999999999'],
      owners: ['222222222222222222'],
      mention: true,
      token: 'other-token',
      api: 'https://chat.example.org/api',
    },
  ]);
});
