import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import { boot, kill, run } from '../../src/lab/index.ts';
import { type ModelServer, startModelServer } from '../support/model/server.ts';
import { type FleetOnLab, writeFleet } from './support/fleet.ts';
import { describeLab, useLab } from './support/lab.ts';

describeLab('Claude Code in its sandbox', () => {
  const { lab, host } = useLab('alpha');
  let fleet: FleetOnLab;
  let model: ModelServer;

  const row = () => fleet.row('mos');
  const reaches = (state: string, seconds = 90) =>
    vi.waitFor(async () => expect((await row()).state).toBe(state), {
      timeout: seconds * 1000,
      interval: 300,
    });
  const send = async (text: string) => {
    const { stdout } = await fleet.mosaic(['send', 'mos', text, '--wait', '60', '--json']);
    return JSON.parse(stdout) as { outcome: string; answer: string | null; why: string };
  };

  beforeAll(async () => {
    // Where the host reaches this machine.
    model = await startModelServer({ host: host('alpha').address.replace(/\.\d+$/, '.1') });
    const roster = {
      fleet: 'home',
      defaults: { runtime: 'claude', heartbeat: { every: '2s', stale: '20s' } },
      secrets: { 'model-key': 'file:keys/model' },
      orchestrator: {
        name: 'mos',
        host: 'alpha',
        auth: 'secret:model-key',
        permissions: 'manual',
        env: { ANTHROPIC_BASE_URL: model.url, CLAUDE_CODE_MAX_RETRIES: '1' },
      },
    };
    fleet = writeFleet(roster, lab().hosts);
    mkdirSync(join(fleet.dir, 'keys'), { mode: 0o700 });
    writeFileSync(join(fleet.dir, 'keys/model'), 'key-of-nobody-0123456789', { mode: 0o600 });
    const said = await fleet.mosaic(['deploy', '--yes']);
    expect(said.code, `${said.stdout}${said.stderr}`).toBe(0);
    await reaches('idle');
    return () => model.close();
  }, 400_000);

  test('answers, asks, and does in its workdir what was approved', async () => {
    expect(await send('hello')).toMatchObject({ outcome: 'answered', answer: 'echo: hello' });
    await send('x\n!bash touch made && id -un');
    expect(await row()).toMatchObject({
      state: 'waiting',
      prompt: 'Bash: touch made && id -un',
      next: 'mosaic fleet approve mos',
    });
    expect(await fleet.mosaic(['approve', 'mos'])).toMatchObject({ code: 0 });
    await reaches('idle');
    expect((await row()).last).toMatch(/^done: /);
    const made = await run(host('alpha'), ['sh', '-c', 'ls ~/work/home/mos'], { as: 'user' });
    expect(made.stdout).toBe('made\n');
  });

  test('after a power cut it is in the same conversation, and knows what was said', async () => {
    const { session } = await row();
    await kill(host('alpha'));
    await boot(host('alpha'));
    await reaches('idle', 120);
    expect((await row()).session).toBe(session);
    expect(await send('do you remember?')).toMatchObject({ outcome: 'answered' });
    const asked = model.requests.at(-1)?.conversation.flatMap(({ texts }) => texts);
    expect(asked).toEqual(expect.arrayContaining(['hello', 'do you remember?']));
  });

  test('a refused key is auth-hold, and its login is no login', async () => {
    onTestFinished(() => model.behave([]));
    await send('x\n!401');
    await reaches('auth-hold');
    expect(await row()).toMatchObject({
      next: 'mosaic fleet login mos',
      why: expect.stringContaining('API key'),
    });
    const login = await fleet.mosaic(['login', 'mos']);
    expect([login.code, login.stderr]).toEqual([2, expect.stringContaining('its key is a secret')]);
  });

  test('is what was deployed', async () => {
    const said = await fleet.mosaic(['verify']);
    expect(said.code, said.stdout + said.stderr).toBe(0);
  });
});
