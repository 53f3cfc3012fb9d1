import { hostname, userInfo } from 'node:os';
import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { factsOf } from './support/deployed-host.ts';
import type { FleetOnLab } from './support/fleet.ts';
import { installGate, letGo, stopAt, whatWaits } from './support/gate.ts';
import { describeLab, useLab } from './support/lab.ts';
import { actsSince, operatorOf, outcomeOf, wish } from './support/two-operators.ts';
import { awaitQuiet, awaitWhole } from './support/wholeness.ts';

const who = `${userInfo().username}@${hostname()}`;
const since = 'since \\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ';
const deploy = ['deploy', '--yes', '--no-drain'];

describeLab('two operators', () => {
  const { host } = useLab('alpha');
  let anna: FleetOnLab;
  let ben: FleetOnLab;

  const look = () => factsOf(host('alpha'), 'home');
  const atGate = () => vi.waitUntil(() => whatWaits(host('alpha')), { timeout: 60_000, interval: 50 });
  const pending = () =>
    vi.waitUntil(async () => (await look()).pending !== null, { timeout: 60_000, interval: 100 });

  beforeAll(async () => {
    anna = operatorOf(host('alpha'));
    ben = operatorOf(host('alpha'));
    wish(anna, 'first');
    expect(outcomeOf(await anna.mosaic(deploy))).toBe('deployed');
    await installGate(host('alpha'));
  }, 240_000);

  afterEach(() => letGo(host('alpha')));

  test.each([1, 2, 3])(
    'at once, time %d: both end, one after the other',
    { timeout: 240_000 },
    async (time) => {
      const count = (await look()).acts.length;
      wish(anna, `anna-${time}`);
      wish(ben, `ben-${time}`);
      const ended = await Promise.all([anna.mosaic(deploy), ben.mosaic(deploy)]);
      const outcomes = ended.map(outcomeOf);
      expect(outcomes).toContain('deployed');
      for (const outcome of outcomes.filter((one) => one !== 'deployed')) {
        expect(outcome).toMatch(
          new RegExp(`(by ${who}|by \\S+ from ${hostname()}) ${since}.*nothing was changed`),
        );
      }
      const acts = await actsSince(host('alpha'), count);
      expect(acts.map(({ act }) => act)).not.toContain('revert');
      const { current } = await awaitWhole(host('alpha'), 'home', 30);
      expect(current).toBe(acts.at(-1)?.to);
    },
  );

  test('who holds the lock is named to who comes second', { timeout: 240_000 }, async () => {
    wish(anna, 'held');
    wish(ben, 'waits');
    await stopAt(host('alpha'), { program: 'apply', nth: 12 });
    const first = anna.begin(deploy);
    await atGate();
    expect(outcomeOf(await ben.mosaic(deploy))).toMatch(
      new RegExp(`^busy: deploy by ${who} ${since}; nothing was changed`),
    );
    await letGo(host('alpha'));
    await first.ended;
    expect(first.said()).toContain('deployed');
  });

  describe('of whom one is dead', () => {
    const dieAfterSwitch = async (word: string, ...options: string[]) => {
      wish(anna, word);
      await stopAt(host('alpha'), { program: 'confirm', nth: 1 });
      const first = anna.begin([...deploy, ...options]);
      await atGate();
      first.child.kill('SIGKILL');
      await first.ended;
    };

    test('who comes is told whose deploy it is; unlock undoes it and says so', {
      timeout: 240_000,
    }, async () => {
      const before = await look();
      await dieAfterSwitch('dies', '--confirm-within', '10m');
      const { pending: held } = await look();
      wish(ben, 'after');
      const by = `the deploy by ${userInfo().username} from ${hostname()} ${since}`;
      expect(outcomeOf(await ben.mosaic(deploy))).toMatch(
        new RegExp(`${by} is neither confirmed nor reverted: .* undoes it in \\d+s`),
      );
      const said = await ben.mosaic(['unlock', 'alpha', '--yes']);
      const whose = `deploy of ${held?.to?.slice(0, 7)} by ${userInfo().username} from ${hostname()}`;
      expect(said.stdout).toMatch(
        new RegExp(`back at ${before.current?.slice(0, 7)}: the ${whose} ${since} is undone`),
      );
      const after = await awaitWhole(host('alpha'), 'home', 30);
      expect([after.current, after.acts.at(-1)]).toEqual([
        before.current,
        expect.objectContaining({ act: 'revert', why: 'unlock', to: held?.to }),
      ]);
      expect((await ben.mosaic(['unlock', 'alpha', '--yes'])).stdout).toContain('nothing is pending there');
      expect(outcomeOf(await ben.mosaic(deploy))).toBe('deployed');
    });

    test('at the deadline nobody has to do anything', { timeout: 240_000 }, async () => {
      await dieAfterSwitch('dies-again', '--confirm-within', '10s');
      await letGo(host('alpha'));
      await awaitQuiet(host('alpha'), 'home', 60);
      wish(ben, 'later');
      expect(outcomeOf(await ben.mosaic(deploy))).toBe('deployed');
    });
  });

  test('who wakes up late ends no deploy but their own', { timeout: 240_000 }, async () => {
    wish(anna, 'sleeps');
    const sleeper = anna.begin([...deploy, '--confirm-within', '8s']);
    await pending();
    sleeper.child.kill('SIGSTOP');
    await vi.waitUntil(async () => (await look()).pending === null, { timeout: 60_000, interval: 300 });
    wish(ben, 'awake');
    await stopAt(host('alpha'), { program: 'confirm', nth: 1 });
    const second = ben.begin([...deploy, '--confirm-within', '5m']);
    await atGate();
    // Ben's confirmation waits; Anna's process goes on where it stood, and is told that her deploy is gone.
    const { pending: held } = await look();
    sleeper.child.kill('SIGCONT');
    await sleeper.ended;
    expect(sleeper.said()).toMatch(/reverted it before it was confirmed|lost|unreachable/);
    expect((await look()).pending).toEqual(held);
    await letGo(host('alpha'));
    await second.ended;
    expect(second.said()).toContain('deployed');
    expect((await awaitWhole(host('alpha'), 'home', 30)).current).toBe(held?.to);
  });
});
