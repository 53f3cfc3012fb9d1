import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type Ledger, parseLedger } from '../../src/model/ledger.ts';
import { lastAsked, type ModelRequest, type Step } from '../support/model/step.ts';
import { describeLab, useLab } from './support/lab.ts';
import { deployMos, type MosScene } from './support/mos.ts';
import { contradictionsOf, type Fate, fatesOf, type SaidToMos } from './support/mos-fates.ts';
import { mosFaults } from './support/mos-faults.ts';
import { ADA, BOB, CHANNEL } from './support/mos-parts.ts';
import { type Round, roundLine, roundsTable } from './support/mos-rounds.ts';
import { type Random, randomFrom } from './support/random.ts';

/** More, for the record: MOSAIC_TEST_MESSAGES=500, with faults in proportion. */
const count = Number(process.env['MOSAIC_TEST_MESSAGES'] ?? 28);
const isLong = count > 100;
const PEOPLE = [ADA, BOB];
/** Seconds for a last word to each message of a round, on a busy machine. */
const PATIENCE = 150;

describeLab('Mos on Discord, among faults', () => {
  const { host } = useLab('w-jarvis');
  const said: SaidToMos[] = [];
  let mos: MosScene;

  const ours = async () => {
    const all = await mos.discord.control.messages(CHANNEL);
    return all.filter(({ author }) => author === mos.discord.setup.bot);
  };
  const ledger = async (): Promise<Ledger> =>
    parseLedger(await mos.sh('cat .local/state/mosaic/home/ledger/mos.jsonl 2>/dev/null || :'));
  const say = async (times: number): Promise<readonly SaidToMos[]> => {
    const fresh: SaidToMos[] = [];
    for (let left = times; left > 0; left -= 1) {
      const number = said.length;
      const id = await mos.say(`message ${number}`, PEOPLE[number % PEOPLE.length]);
      said.push({ number, id });
      fresh.push({ number, id });
    }
    return fresh;
  };
  const haveLastWords = (of: readonly SaidToMos[]) =>
    vi.waitFor(
      async () => {
        const posts = await ours();
        const open = of.filter((message) => fatesOf(message, posts).length === 0);
        if (open.length > 0) throw new Error(`no last word yet to ${open.map(({ number }) => number)}`);
      },
      { timeout: PATIENCE * 1000, interval: 200 },
    );
  /** What came twice, late or not at all must have had its time before it is looked for. */
  const expectOnce = async () => {
    await haveLastWords(said);
    await mos.state('idle');
    await vi.waitFor(async () => expect(contradictionsOf(said, await ours(), await ledger())).toEqual([]), {
      timeout: 30_000,
      interval: 500,
    });
    expect(await mos.sh('ls .local/state/mosaic/home/mail/mos/new')).toBe('');
    for (const { conversation } of mos.model.requests.slice(-1)) {
      const heard = conversation.flatMap(({ texts }) => texts.flatMap((text) => numberIn(text) ?? []));
      expect(new Set(heard).size, `came before the agent twice: ${heard}`).toBe(heard.length);
    }
  };

  const restart = async () => {
    expect(await mos.fleet.mosaic(['restart', 'mos'])).toMatchObject({ code: 0 });
    await mos.state('idle');
  };

  beforeAll(async () => {
    mos = await deployMos(host('w-jarvis'));
    await mos.state('idle');
  }, 400_000);
  afterAll(() => mos?.close());

  test('a burst of two people is answered message by message, in order for each of them', {
    timeout: 400_000,
  }, async () => {
    mos.model.behave((request) => answer(request, false));
    const burst = await say(isLong ? 50 : 8);
    await expectOnce();
    const replies = (await ours()).flatMap(({ text }) => /^reply (\d+)\.$/.exec(text)?.[1] ?? []).map(Number);
    expect(replies).toHaveLength(burst.length);
    for (const person of PEOPLE.keys()) {
      const theirs = replies.filter((number) => number % PEOPLE.length === person);
      expect(theirs).toEqual(theirs.toSorted((a, b) => a - b));
    }
  });

  test('each message among faults has one last word, nothing is said twice, and the ledger agrees', {
    timeout: 240_000 + count * 8000,
  }, async () => {
    mos.model.behave((request) => answer(request, true));
    const random = randomFrom(20_261_125);
    const rounds: Round[] = [];
    for (const [index, fault] of drawFaults(random).entries()) {
      const size = Math.floor((count * (index + 1)) / ROUNDS) - Math.floor((count * index) / ROUNDS);
      const round = await live(fault, size, random);
      rounds.push(round);
      console.log(roundLine(round));
    }
    await expectOnce();
    console.log(roundsTable(rounds));
  });

  /** Half of its messages are said before the fault, the others during it. */
  async function live(fault: string, size: number, random: Random): Promise<Round> {
    const before = await say(Math.ceil(size / 2));
    await pause(random.below(600));
    const posts = await ours();
    const inFlight = before.filter((message) => fatesOf(message, posts).length === 0).length;
    const at = Date.now();
    const strike = mosFaults[fault]?.({ mos, host: host('w-jarvis'), random });
    const during = await say(Math.floor(size / 2));
    await strike;
    const all = [...before, ...during];
    await haveLastWords(all);
    const seconds = (Date.now() - at) / 1000;
    const final = await ours();
    const fates: readonly Fate[] = all.flatMap((message) => fatesOf(message, final));
    // Claude Code starts no chat server again: all that follows would be answered in words alone.
    if (fault === 'chat server killed') await restart();
    return { fault, inFlight, during: during.length, fates, seconds };
  }
});

const KINDS = Object.keys(mosFaults);
const ROUNDS = KINDS.length * Math.max(1, Math.floor(count / (KINDS.length * 9)));

/** Each fault equally often, in an order of its own each time. */
function drawFaults(random: Random): readonly string[] {
  const decks = Array.from({ length: ROUNDS / KINDS.length }, () => {
    const left = [...KINDS];
    return KINDS.map(() => left.splice(random.below(left.length), 1)[0] ?? '');
  });
  return decks.flat();
}

/** By a reply; in words alone where that fails, and with `lapses` to every fourth message. */
function answer(request: ModelRequest, lapses: boolean): Step {
  const last = request.conversation.findLast(({ role }) => role === 'user');
  const number = numberIn(lastAsked(request));
  const isNew = (last?.texts ?? []).some((text) => numberIn(text) === number);
  const hasFailed = !isNew && last?.results.some(({ failed }) => failed) === true;
  if (number === null || (!isNew && !hasFailed)) return { kind: 'say', text: 'Done.' };
  const tool = 'mcp__discord__reply';
  if (hasFailed || (lapses && number % 4 === 3) || !request.tools.includes(tool))
    return { kind: 'say', text: `words ${number}.` };
  const conversation = /, conversation (\S+?)\.$/m.exec(lastAsked(request))?.[1] ?? '';
  return { kind: 'use', tool, input: { conversation, text: `reply ${number}.` } };
}

function numberIn(text: string): number | null {
  const [, number] = /^> message (\d+)$/m.exec(text) ?? [];
  return number === undefined ? null : Number(number);
}
