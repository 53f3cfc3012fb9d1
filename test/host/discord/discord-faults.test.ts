import { afterEach, expect, test } from 'vitest';
import { type FaultScene, faultScene } from './fault-scene.ts';

/** How many messages the faults are spread over; MOSAIC_FAULT_MESSAGES=500 for a long run. */
const MESSAGES = Number(process.env['MOSAIC_FAULT_MESSAGES'] ?? 60);
const LANES = 3;

let scenes: FaultScene[] = [];
afterEach(async () => {
  await Promise.all(scenes.map((scene) => scene.close()));
  scenes = [];
});

async function open(): Promise<FaultScene> {
  const scene = await faultScene();
  scenes.push(scene);
  // What was said before a connector ever listened is not for it: so each scene begins in peace.
  const first = await scene.start();
  await scene.isAnswered(await scene.say());
  await first.kill('SIGKILL');
  return scene;
}

/** Two messages, of both kinds of answer, in a connector that dies before its act of number `killAt`; what it did last, or `null`: it lived. */
async function liveUntil(scene: FaultScene, killAt: number): Promise<string | null> {
  const one = await scene.start(killAt);
  await one.arm();
  await scene.say();
  const last = await scene.say();
  const end = await Promise.race([one.ended, scene.isAnswered(last)]);
  await one.kill('SIGKILL');
  return end === true ? null : ((await scene.trail()).at(-1) ?? null);
}

test('killed between every two acts of a message’s life, and in the middle of each write', async () => {
  const calm = await open();
  const life = await calm.start().then(async (one) => {
    await one.arm();
    await calm.isAnswered(await calm.say());
    await calm.isAnswered(await calm.say());
    await one.kill('SIGKILL');
    return calm.trail();
  });
  const acts = life.map((_, index) => index + 1);
  const lanes = await Promise.all(
    Array.from({ length: LANES }, async (_, lane) => {
      const scene = await open();
      const died: string[] = [];
      for (const killAt of acts.filter((act) => act % LANES === lane)) {
        const act = await liveUntil(scene, killAt);
        if (act !== null) died.push(act);
      }
      await scene.start();
      await scene.expectOnce();
      return died;
    }),
  );
  const died = lanes.flat();
  // How acts follow each other differs a little from run to run: the last numbers may never come.
  expect(died.length).toBeGreaterThan(acts.length * 0.8);
  for (const kind of ['writeSync, half done', 'fdatasyncSync']) expect(died).toContain(kind);
  expect(died.filter((act) => /^(open|writeFile|sync|rename)$/.test(act))).not.toEqual([]);
  expect(died.filter((act) => act.startsWith('POST'))).not.toEqual([]);
});

test('lost answers, refusals, cuts, refused resumes, outages, things told twice, kills: each message once', {
  timeout: Math.max(180_000, MESSAGES * 2000),
}, async () => {
  const { control, start, say, isAnswered, expectOnce } = await open();
  let running = await start();
  const posts = { method: 'POST', path: '/messages$' };
  let twice = false;
  const troubles: readonly (() => Promise<void>)[] = [
    () => control.fault({ ...posts, count: 1, does: { kind: 'lose-answer' } }),
    () => control.drop(null),
    () => control.fault({ ...posts, count: 1, does: { kind: 'lose-call' } }),
    () => control.fault({ ...posts, count: 2, does: { kind: 'status', status: 503 } }),
    () => control.askReconnect(),
    () => control.fault({ ...posts, count: 1, does: { kind: 'limit', seconds: 0.3, global: false } }),
    () => control.refuse(1500),
    () => control.fault({ method: 'PUT', path: '/reactions/', count: 1, does: { kind: 'lose-answer' } }),
    () => control.refuseResumes(1).then(() => control.drop(null)),
    () =>
      control.fault({ method: 'GET', path: '/messages$', count: 1, does: { kind: 'status', status: 502 } }),
    () => {
      twice = !twice;
      return control.twice(twice);
    },
    async () => {
      await running.kill('SIGKILL');
      running = await start();
    },
  ];
  const gap = 5;
  for (let index = 0; index < MESSAGES; index += 1) {
    if (index % gap === 0) await troubles[(index / gap) % troubles.length]?.();
    const number = await say();
    if (index % gap === gap - 1) await new Promise((resolve) => setTimeout(resolve, 100));
    // Troubles that nobody ran into yet would heap up: each one makes the next try later.
    if (index % (gap * troubles.length) === gap * troubles.length - 1) await isAnswered(number);
  }
  await expectOnce();
});

test('what was said while the connector was down, in a session that nobody remembers, is answered', async () => {
  const { control, start, say, isAnswered, expectOnce } = await open();
  const first = await start();
  await isAnswered(await say());
  await first.kill('SIGKILL');
  for (let left = 5; left > 0; left -= 1) await say();
  await control.forgetSessions();
  await start();
  await expectOnce();
});

test('ends by itself when it is told to, and says its token nowhere', async () => {
  const { token, start, say, isAnswered } = await open();
  const one = await start();
  await isAnswered(await say());
  await one.kill('SIGTERM');
  expect(await one.ended).toBe(0);
  expect(one.said()).not.toContain(token);
});
