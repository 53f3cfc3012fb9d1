import { expect } from 'vitest';
import type { DiscordControl } from '../../support/discord/control.ts';
import { startStandIn } from '../../support/discord/stand-in.ts';
import { makeDesk, type Running, readTrail, startConnector, waitUntil } from './connector-process.ts';
import { MOS } from './discord-platform.ts';
import { playAgent } from './played-agent.ts';

// More than one person, for what one may say in a minute is limited.
const PEOPLE = Array.from({ length: 10 }, (_, index) => String(500_000_000_000_000_100n + BigInt(index)));

/** People at a stand-in for Discord, a connector process, and an agent that answers `message 17` by `reply 17.` or `words 17.`. */
export interface FaultScene {
  readonly control: DiscordControl;
  readonly token: string;
  /** Starts the connector, and waits until its link is up. */
  readonly start: (killAt?: number) => Promise<Running>;
  /** Its number. */
  readonly say: () => Promise<number>;
  readonly isAnswered: (number: number) => Promise<true>;
  /** Waits for all answers: each message came once before the agent, each answer stands once in the channel, nothing is said twice. */
  readonly expectOnce: () => Promise<void>;
  readonly trail: () => Promise<readonly string[]>;
  readonly close: () => Promise<void>;
}

export async function faultScene(): Promise<FaultScene> {
  const users = Object.fromEntries(PEOPLE.map((id, index) => [id, `person ${index}`]));
  const discord = await startStandIn({ world: { users } });
  const desk = await makeDesk(discord, PEOPLE, MOS);
  const agent = await playAgent(desk.state);
  const { control } = discord;
  let running: Running | null = null;
  let said = 0;
  const ours = async (): Promise<readonly { readonly text: string; readonly nonce: string | null }[]> =>
    (await control.messages(MOS)).filter(({ author }) => author === discord.setup.bot);
  const answersTo = async (number: number): Promise<number> =>
    (await ours()).filter(({ text }) => new RegExp(`(reply|words) ${number}\\.$`).test(text)).length;
  const isAnswered = (number: number): Promise<true> =>
    waitUntil(
      () => `message ${number} is answered; the connector says: ${running?.said()}`,
      async () => ((await answersTo(number)) > 0 ? true : undefined),
    );
  return {
    control,
    token: discord.setup.token,
    start: async (killAt = 0) => {
      running = await startConnector(desk, killAt);
      if (!(await running.up())) throw new Error(`it died before it was told to:\n${running.said()}`);
      return running;
    },
    say: async () => {
      const number = said;
      said += 1;
      const user = PEOPLE[number % PEOPLE.length] ?? '';
      await control.say({ user, channel: MOS, text: `message ${number}` });
      return number;
    },
    isAnswered,
    expectOnce: async () => {
      const all = Array.from({ length: said }, (_, number) => number);
      for (const number of all) await isAnswered(number);
      expect([...agent.taken].sort((a, b) => a - b)).toEqual(all);
      expect(await Promise.all(all.map(answersTo))).toEqual(all.map(() => 1));
      const posts = await ours();
      const texts = posts.map(({ text, nonce }) => `${nonce} ${text}`);
      expect(new Set(texts).size).toBe(texts.length);
      expect(new Set(posts.map(({ nonce }) => nonce)).size).toBe(posts.length);
    },
    trail: () => readTrail(desk),
    close: async () => {
      await running?.kill('SIGKILL');
      await agent.stop();
      await discord.close();
      await desk.close();
    },
  };
}
