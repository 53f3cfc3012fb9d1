import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { ADA, BOB } from '../test/lab/support/mos-parts.ts';
import { lastAsked } from '../test/support/model/step.ts';
import { attempt } from './parts/attempt.ts';
import { type ChatScene, until, withChat } from './parts/chat-scene.ts';
import { chatTables } from './parts/chat-tables.ts';
import { type MessageTimes, repliedAfter, timesOf } from './parts/chat-times.ts';
import { type Busy, type ChatUsage, readChatUsage } from './parts/chat-usage.ts';
import { direct, withLab } from './parts/hosts.ts';
import { note, writeResults } from './parts/report.ts';
import { shareOf } from './parts/share.ts';

const A_MINUTE = 50;

/** Options: `--messages 100`, one after the other; `--idle 180` and `--busy 60`, seconds to watch the host. */
export async function chatBench(args: readonly string[]): Promise<void> {
  const options = {
    messages: { type: 'string', default: '100' },
    idle: { type: 'string', default: '180' },
    busy: { type: 'string', default: '60' },
  } as const;
  const wish = parseArgs({ args: [...args], options }).values;
  await withLab(1, async (lab) => {
    const [host] = direct(lab.hosts);
    if (host === undefined) throw new Error('the lab has no host');
    await withChat(host, async (scene) => {
      const times: MessageTimes[] = [];
      await attempt('messages', () => oneByOne(scene, Number(wish.messages), times));
      const acks = await attempt('acks', () => toBusyAgent(scene, Math.ceil(Number(wish.messages) / 10)));
      const idle = await attempt('idle', () => watchIdle(scene, Number(wish.idle)));
      const busy = await attempt('busy', () => watchBusy(scene, Number(wish.busy)));
      chatTables({ times, acks, idle, busy });
      writeResults('chat', { wish, times, acks, idle, busy });
    });
  });
}

/** Each is said when the turn of the one before has ended, at another moment of a second each time. */
async function oneByOne(scene: ChatScene, count: number, times: MessageTimes[]): Promise<void> {
  for (let number = 1; number <= count; number += 1) {
    const text = `Message ${number} of ${count}.`;
    const message = await scene.say(text, number % 2 === 0 ? ADA : BOB);
    const ended = await attempt(text, () => scene.answered([message]).then(() => true));
    const record = await scene.discord.control.record(0);
    const { requests } = scene.model;
    times.push(timesOf(message, text, { record, requests, ledger: await scene.ledger() }));
    // An agent that has fallen silent would take a minute and a half for each of the others.
    if (ended === null) return;
    if (number % 10 === 0) note(`${number} messages`);
    await delay(500 + ((number * 370) % 1000));
  }
}

/** Milliseconds until the ack in words, once in each of so many long turns; `null`: it did not come. */
async function toBusyAgent(scene: ChatScene, count: number): Promise<readonly (number | null)[]> {
  const acks: (number | null)[] = [];
  for (let number = 1; number <= count; number += 1) {
    const slow = `Take your time, ${number}.`;
    const first = await scene.say(`!slow 5\n${slow}`, ADA);
    await until('a turn', () => scene.model.requests.some((request) => lastAsked(request).includes(slow)));
    const second = await scene.say(`Are you there, ${number}?`, BOB);
    await scene.answered([first, second]);
    const record = await scene.discord.control.record(0);
    acks.push(repliedAfter(second, record, (text) => text.includes('is busy')));
  }
  note('acks');
  return acks;
}

async function watchIdle(scene: ChatScene, seconds: number): Promise<ChatUsage> {
  await delay(5000);
  const before = await readChatUsage(scene.host);
  await delay(seconds * 1000);
  const share = shareOf(before, await readChatUsage(scene.host));
  note('watched it idle');
  return share;
}

async function watchBusy(scene: ChatScene, seconds: number): Promise<Busy> {
  const messages: string[] = [];
  const before = await readChatUsage(scene.host);
  for (let end = Date.now() + seconds * 1000; Date.now() < end; ) {
    const next = delay(60_000 / A_MINUTE);
    messages.push(await scene.say(`Quickly now, ${messages.length}.`, messages.length % 2 === 0 ? ADA : BOB));
    await next;
  }
  const usage = shareOf(before, await readChatUsage(scene.host));
  await attempt('busy', () => scene.answered(messages));
  const record = await scene.discord.control.record(0);
  const replies = messages.map((message, number) =>
    repliedAfter(message, record, (text) => text.includes(`Quickly now, ${number}.`)),
  );
  return { usage, replies };
}
