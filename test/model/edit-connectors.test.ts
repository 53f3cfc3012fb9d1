import { expect, test } from 'vitest';
import { putConnectors, removeConnector } from '../../src/model/edit-connectors.ts';
import type { WrittenConnector } from '../../src/model/written-connector.ts';

const ROSTER = `# mine
apiVersion: mosaic.fleet/v1
fleet: home
secrets:
  gh: age   # theirs
orchestrator:
  name: mos   # the boss
  host: w-jarvis
agents: []
`;

const CONNECTOR: WrittenConnector = {
  name: 'mos-discord',
  kind: 'discord',
  server: '1112631390438166618',
  channel: '1517622518662434996',
  token: 'secret:discord-token',
  allow: ['80351110224678912'],
};

function put(text: string, ...connectors: readonly WrittenConnector[]) {
  const edited = putConnectors({ file: 'roster.yaml', text }, connectors);
  if (!edited.ok) throw new Error(JSON.stringify(edited.problems));
  return edited.value;
}

test('a connector and its secret come in, and every other line stays', () => {
  const { text, changes } = put(ROSTER, CONNECTOR);
  expect(text).toBe(
    ROSTER.replace('# theirs\n', '# theirs\n  discord-token: age\n').replace(
      '  host: w-jarvis\n',
      `  host: w-jarvis
  connectors:
    - name: mos-discord
      kind: discord
      server: "1112631390438166618"
      channel: "1517622518662434996"
      token: secret:discord-token
      allow:
        - "80351110224678912"
`,
    ),
  );
  expect(changes).toEqual(['+ connector mos-discord, discord', '+ secret discord-token']);
  expect(put(text, CONNECTOR)).toEqual({ text, changes: [] });
});

test('of one that is there only what differs changes', () => {
  const commented = put(ROSTER, CONNECTOR).text.replace('kind: discord', 'kind: discord   # for now');
  const moved = { ...CONNECTOR, channel: '1517622518662434997' };
  const { text, changes } = put(commented, moved);
  expect(text).toBe(commented.replace('434996', '434997'));
  expect(changes).toEqual(['~ connector mos-discord: channel']);
});

test('a roster in one line can be edited too', () => {
  const text = ROSTER.replace(
    /orchestrator:.*agents/s,
    'orchestrator: { name: mos, host: w-jarvis }\nagents',
  );
  expect(put(text, CONNECTOR).text).toContain('"1517622518662434996"');
});

test('the last one takes the list with it; an unknown one is a problem', () => {
  const one = put(ROSTER, CONNECTOR).text;
  const two = put(one, { ...CONNECTOR, name: 'second', token: 'secret:gh' }).text;
  const without = (text: string, name: string) => removeConnector({ file: 'roster.yaml', text }, name);
  expect(without(two, 'second')).toMatchObject({ ok: true, value: one });
  expect(without(one, 'mos-discord')).toMatchObject({
    ok: true,
    value: ROSTER.replace('# theirs\n', '# theirs\n  discord-token: age\n'),
  });
  expect(without(two, 'secnd')).toMatchObject({
    ok: false,
    problems: [{ hint: expect.stringContaining('second') }],
  });
});
