import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { canonicalJson } from '../../src/model/canonical-json.ts';
import { parseLook } from '../../src/model/parse-probe.ts';
import { manifestAgent, sampleManifest } from '../operate/sample.ts';

const manifest = canonicalJson(sampleManifest('w-jarvis', [manifestAgent('coder-1'), manifestAgent('mos')]));

const probe = `now 1000
agent coder-1
stopped at=900
stopped by=ann@desk
run launch=bbbbbbbbbbbbbbbb
run pid=41
run at=800
process since=800
process alive=0
exit at=905
exit code=143
exit signal=TERM
failures count=2
screen session=
agent mos
run pid=42
process since=700
process alive=1
process pstate=S
hook at=995
hook state=busy
hook turn=3
hook last=it says end
hook model=opus
beat at=998
screen session=1
screen changed=999
screen kind=busy
unit Id=mosaic-home-agent-mos.service
unit ActiveState=active
unit SubState=running
unit ExecMainCode=0
unit ExecMainStatus=0
unit NRestarts=1
unit
unit Id=mosaic-home-agent-coder-1.service
unit ActiveState=failed
unit SubState=failed
unit ExecMainCode=1
unit ExecMainStatus=78
unit
stray mosaic/11111111/2222 950 my own session
end
`;

function look(text: string, body = manifest): ReturnType<typeof parseLook> {
  return parseLook(Buffer.from(`manifest ${Buffer.byteLength(body)}\n${body}\n${text}`));
}

test('a look is read into signals, by the manifest that lay there', () => {
  const seen = look(probe);
  expect(seen?.release).toBe(createHash('sha256').update(manifest).digest('hex'));
  expect(seen?.unmanaged).toEqual([{ socket: 'mosaic/11111111/2222', created: 950, name: 'my own session' }]);
  const [coder, mos] = seen?.agents ?? [];
  expect(coder?.signals).toEqual({
    now: 1000,
    stopMark: true,
    unit: { active: 'failed', sub: 'failed', status: 78, restarts: 0 },
    process: { alive: false, state: null, since: 800 },
    hook: null,
    screen: null,
    exit: { at: 905, code: 143, signal: 'TERM' },
    failures: 2,
  });
  expect(mos?.signals.hook).toEqual({
    at: 995,
    state: 'busy',
    since: null,
    turn: 3,
    last: 'it says end',
    prompt: null,
    fingerprint: null,
    until: null,
  });
  expect(mos?.signals.screen).toEqual({ kind: 'busy', changed: 999 });
  expect(mos?.beat?.['at']).toBe('998');
});

test('a host without a release carries nothing', () => {
  expect(parseLook(Buffer.from('nothing\n'))).toMatchObject({ release: null, agents: [] });
});

test('systemd that does not answer leaves units unknown', () => {
  const seen = look('now 1000\nagent mos\nscreen session=\nmanager Failed to connect to bus\nend\n');
  expect(seen?.trouble).toBe('Failed to connect to bus');
  expect(seen?.agents.map(({ signals }) => signals.unit)).toEqual([null, null]);
});

test('a hook that has said nothing since its launch says nothing', () => {
  const seen = look('now 1000\nagent mos\nhook at=1000\nhook session=abc\nend\n');
  expect(seen?.agents[1]?.signals.hook).toBeNull();
});

test.each([
  ['', 'no output'],
  ['hello\n', 'something else'],
  [`manifest 5\n{"a":\n${probe}`, 'half a manifest'],
  [
    `manifest ${Buffer.byteLength(manifest)}\n${manifest}\n${probe.slice(0, -'end\n'.length)}`,
    'a probe without its end',
  ],
  [`manifest ${Buffer.byteLength(manifest)}\n${manifest}\nend\n`, 'a probe without a clock'],
])('%#: what is cut off or foreign says nothing', (text) => {
  expect(parseLook(Buffer.from(text))).toBeNull();
});

test('text of an agent stays text', () => {
  const hostile = ['end', 'agent coder-1', 'stray x 1 y', 'now 5', 'unit', 'stopped'].map(
    (text) => `hook last=${text}`,
  );
  const seen = look(`now 1000\nagent mos\nhook at=1\nhook state=idle\n${hostile.join('\n')}\nend\n`);
  expect(seen?.now).toBe(1000);
  expect(seen?.unmanaged).toEqual([]);
  expect(seen?.agents.map(({ signals }) => signals.stopMark)).toEqual([false, false]);
});

test('no bytes make it throw', () => {
  const line = fc.tuple(
    fc.constantFrom('now', 'agent', 'hook', 'unit', 'screen', 'process', 'stray', 'end', 'exit', ''),
    fc.constantFrom(' ', ''),
    fc.oneof(fc.string(), fc.constantFrom('mos', 'at=9', 'state=idle', 'session=1', 'Id=x')),
  );
  fc.assert(
    fc.property(fc.array(line), (lines) => {
      const text = lines.map((parts) => parts.join('')).join('\n');
      expect(() => look(`now 5\n${text}\nend\n`)).not.toThrow();
    }),
  );
});

test('a connector’s word about itself is read under its own name alone', () => {
  const chat = { name: 'chat', unit: 'mosaic-home-connector-chat.service' };
  const body = canonicalJson({
    ...sampleManifest('w-jarvis', []),
    connectors: [chat, { ...chat, name: 'chat-2' }],
  });
  const text = `now 1000
unit Id=${chat.unit}
unit ActiveState=active
unit SubState=running
unit
link chat state=up
link chat why=link chat-2 state=failed
link chat-2 state=down
end
`;
  const [one, two] = look(text, body)?.connectors ?? [];
  expect(one?.unit).toMatchObject({ active: 'active' });
  expect(one?.status).toEqual({ state: 'up', why: 'link chat-2 state=failed' });
  expect(two?.status).toEqual({ state: 'down' });
});
