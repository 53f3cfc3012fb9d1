import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type {
  ChatAdapter,
  ChatEvent,
  ChatPlace,
  ChatPost,
  ChatResult,
  LinkState,
} from '../../src/model/chat.ts';

/** A message as the people of a platform see it. */
export interface PlatformMessage {
  readonly id: string;
  readonly own: boolean;
  readonly text: string;
  readonly replyTo: string | null;
  readonly buttons: readonly string[];
  readonly files: readonly string[];
  readonly reactions: readonly string[];
  readonly pings: number;
  /** Who alone sees it. */
  readonly onlyFor: string | null;
}

export interface PlatformWords {
  readonly user: string;
  readonly place: ChatPlace;
  readonly text: string;
  readonly mention?: boolean;
  readonly replyTo?: string;
  readonly files?: readonly { readonly name: string; readonly bytes: Uint8Array }[];
}

/** A chat platform with people in it, for tests of adapters. Its adapter's bot is in `channel`. */
export interface Platform {
  readonly adapter: () => ChatAdapter;
  readonly adapterWithWrongToken: () => ChatAdapter;
  readonly channel: ChatPlace;
  readonly thread: () => Promise<ChatPlace>;
  readonly direct: (user: string) => Promise<ChatPlace>;
  /** Ids. */
  readonly ada: string;
  readonly bob: string;
  /** Another program that speaks. */
  readonly robot: string;
  readonly say: (words: PlatformWords) => Promise<string>;
  readonly press: (user: string, message: string, data: string) => Promise<void>;
  readonly command: (user: string, name: string, options: Readonly<Record<string, string>>) => Promise<void>;
  readonly messages: (place: ChatPlace) => Promise<readonly PlatformMessage[]>;
  /** Cuts the connection; the platform stays there. */
  readonly drop: () => Promise<void>;
  /** The platform cannot be reached until the function that it gives is called. */
  readonly outage: () => Promise<() => Promise<void>>;
  /** The next post is made, and its answer lost. */
  readonly loseAnswer: () => Promise<void>;
  /** The next post is refused for some time: milliseconds. */
  readonly limitOnce: (ms: number) => Promise<void>;
  readonly failOnce: () => Promise<void>;
  /** Takes away the right to speak. */
  readonly forbid: () => Promise<void>;
  readonly unknownMessage: string;
  readonly close: () => Promise<void>;
}

interface Heard {
  readonly adapter: ChatAdapter;
  readonly events: ChatEvent[];
  readonly links: LinkState[];
}

/** What every adapter must do, whatever its platform. */
export function describeAdapter(name: string, start: () => Promise<Platform>): void {
  describe(`the adapter of ${name}`, () => {
    let platform: Platform;
    let folder = '';
    let open: ChatAdapter[] = [];
    beforeEach(async () => {
      platform = await start();
      folder = await mkdtemp(join(tmpdir(), 'mosaic-adapter-'));
    });
    afterEach(async () => {
      await Promise.all(open.map((adapter) => adapter.close()));
      open = [];
      await platform.close();
      await rm(folder, { recursive: true });
    });

    async function listen(adapter = platform.adapter()): Promise<Heard> {
      const heard: Heard = { adapter, events: [], links: [] };
      open.push(adapter);
      await adapter.open({
        event: (event) => void heard.events.push(event),
        link: (state) => void heard.links.push(state),
      });
      return heard;
    }
    const until = <T>(find: () => T | undefined | Promise<T | undefined>): Promise<T> =>
      vi.waitFor(
        async () => {
          const found = await find();
          if (found === undefined) throw new Error('not yet');
          return found;
        },
        { timeout: 30_000, interval: 20 },
      );
    async function up(): Promise<Heard> {
      const heard = await listen();
      await until(() => heard.links.find(({ kind }) => kind === 'up'));
      return heard;
    }
    const hears = (heard: Heard, text: string): Promise<Extract<ChatEvent, { kind: 'message' }>> =>
      until(() =>
        heard.events.filter((event) => event.kind === 'message').find((event) => event.text === text),
      );
    const post = (heard: Heard, more: Partial<ChatPost>): Promise<ChatResult<string>> =>
      heard.adapter.post({
        place: platform.channel,
        text: 'words',
        replyTo: null,
        buttons: [],
        files: [],
        nonce: 'n0',
        ...more,
      });
    const own = async (place = platform.channel): Promise<readonly PlatformMessage[]> =>
      (await platform.messages(place)).filter((message) => message.own);
    const idOf = (result: ChatResult<string>): string =>
      result.ok ? result.value : `not made: ${result.why}`;

    test('tells who says what, and where', async () => {
      const heard = await up();
      const places = [platform.channel, await platform.thread(), await platform.direct(platform.ada)];
      for (const [index, place] of places.entries()) {
        const text = `words ${index}\n@everyone <b> \`\`\``;
        const id = await platform.say({ user: platform.ada, place, text });
        const event = await hears(heard, text);
        expect({
          id: event.id,
          user: event.user.id,
          automatic: event.user.automatic,
          place: event.place,
          mentions: event.mentions,
        }).toEqual({ id, user: platform.ada, automatic: false, place, mentions: false });
      }
    });

    test('knows when it is named or answered, and takes its name off the head of the text', async () => {
      const heard = await up();
      const { channel: place, ada: user } = platform;
      await platform.say({ user, place, text: 'named', mention: true });
      expect((await hears(heard, 'named')).mentions).toBe(true);
      const ours = idOf(await post(heard, {}));
      await platform.say({ user, place, text: 'answered', replyTo: ours });
      expect((await hears(heard, 'answered')).mentions).toBe(true);
    });

    test('marks programs, itself among them', async () => {
      const heard = await up();
      await platform.say({ user: platform.robot, place: platform.channel, text: 'beep' });
      expect((await hears(heard, 'beep')).user.automatic).toBe(true);
      await post(heard, { text: 'mine' });
      const again = await heard.adapter.history(platform.channel, '', 1);
      expect(again.ok && again.value.map((event) => event.user.automatic)).toEqual([true]);
    });

    test('posts in each kind of place: text, answer, buttons, and pings nobody', async () => {
      const heard = await up();
      const said = await platform.say({ user: platform.ada, place: platform.channel, text: 'question' });
      const buttons = [{ label: 'Yes', style: 'good', data: 'yes' } as const];
      const id = idOf(await post(heard, { text: '@everyone answer', replyTo: said, buttons, nonce: 'a1' }));
      const [made] = await own();
      expect(made).toMatchObject({ id, text: '@everyone answer', replyTo: said, buttons: ['Yes'], pings: 0 });
      for (const place of [await platform.thread(), await platform.direct(platform.ada)]) {
        idOf(await post(heard, { place, text: 'there' }));
        expect((await own(place)).map(({ text }) => text)).toEqual(['there']);
      }
    });

    test('a nonce makes one message, also when the answer to the first was lost', async () => {
      const heard = await up();
      await platform.loseAnswer();
      expect(await post(heard, { text: 'once', nonce: 'b1' })).toMatchObject({ ok: false, kind: 'later' });
      const id = idOf(await post(heard, { text: 'once', nonce: 'b1' }));
      expect(idOf(await post(heard, { text: 'once', nonce: 'b1' }))).toBe(id);
      expect((await own()).map((message) => message.id)).toEqual([id]);
    });

    test('says of each failure whether it may be tried again', async () => {
      const heard = await up();
      await platform.limitOnce(60_000);
      const limited = await post(heard, {});
      expect(limited).toMatchObject({ ok: false, kind: 'later' });
      expect(!limited.ok && limited.kind === 'later' ? limited.afterMs : 0).toBeGreaterThan(50_000);
    });

    test('a refusal that will not change is told from trouble that passes', async () => {
      const heard = await up();
      await platform.failOnce();
      expect(await post(heard, {})).toMatchObject({ ok: false, kind: 'later' });
      expect(await heard.adapter.edit(platform.channel, platform.unknownMessage, 'x', [])).toMatchObject({
        kind: 'never',
      });
      await platform.forbid();
      expect(await post(heard, { nonce: 'c1' })).toMatchObject({ ok: false, kind: 'never' });
      expect(await heard.adapter.check()).not.toEqual([]);
    });

    test('edits, reacts and shows that it is typing', async () => {
      const heard = await up();
      const buttons = [{ label: 'No', style: 'bad', data: 'no' } as const];
      const id = idOf(await post(heard, { buttons }));
      expect(await heard.adapter.edit(platform.channel, id, 'other words', [])).toEqual({
        ok: true,
        value: undefined,
      });
      expect((await own())[0]).toMatchObject({ text: 'other words', buttons: [] });
      const said = await platform.say({ user: platform.ada, place: platform.channel, text: 'look' });
      const reactions = async (): Promise<readonly string[] | undefined> =>
        (await platform.messages(platform.channel)).find((message) => message.id === said)?.reactions;
      expect(await heard.adapter.react(platform.channel, said, '👀', true)).toMatchObject({ ok: true });
      expect(await reactions()).toEqual(['👀']);
      expect(await heard.adapter.react(platform.channel, said, '👀', false)).toMatchObject({ ok: true });
      expect(await reactions()).toEqual([]);
      expect(await heard.adapter.typing(platform.channel)).toMatchObject({ ok: true });
    });

    test('tells of presses and commands, and answers their maker alone; a second answer replaces the first', async () => {
      const heard = await up();
      const id = idOf(await post(heard, { buttons: [{ label: 'Yes', style: 'good', data: 'yes:1' }] }));
      await platform.press(platform.bob, id, 'yes:1');
      const press = await until(() => heard.events.find((event) => event.kind === 'press'));
      expect(press).toMatchObject({
        user: { id: platform.bob },
        message: id,
        data: 'yes:1',
        place: platform.channel,
      });
      await platform.command(platform.ada, 'logs', { agent: 'mos', lines: '5' });
      const command = await until(() => heard.events.find((event) => event.kind === 'command'));
      expect(command).toMatchObject({
        user: { id: platform.ada },
        name: 'logs',
        options: { agent: 'mos', lines: '5' },
      });
      for (const [event, user] of [
        [press, platform.bob],
        [command, platform.ada],
      ] as const) {
        await heard.adapter.answer(event.id, 'wait');
        expect(await heard.adapter.answer(event.id, 'done')).toEqual({ ok: true, value: undefined });
        expect((await own()).filter(({ onlyFor }) => onlyFor === user).map(({ text }) => text)).toEqual([
          'done',
        ]);
      }
      expect(await heard.adapter.answer('1', 'x')).toMatchObject({ ok: false, kind: 'never' });
    });

    test('carries files both ways as they are, and keeps nothing of what is too large', async () => {
      const heard = await up();
      const bytes = new Uint8Array(200_000).map((_, index) => index * 7);
      await writeFile(join(folder, 'up'), bytes);
      idOf(await post(heard, { files: [{ name: 'a b.bin', path: join(folder, 'up') }] }));
      expect((await own()).map(({ files }) => files)).toEqual([['a b.bin']]);
      await platform.say({
        user: platform.ada,
        place: platform.channel,
        text: 'take',
        files: [{ name: 'c.bin', bytes }],
      });
      const {
        files: [file],
      } = await hears(heard, 'take');
      if (file === undefined) throw new Error('no file');
      expect({ name: file.name, size: file.size }).toEqual({ name: 'c.bin', size: 200_000 });
      const path = join(folder, 'down');
      const lying = { ...file, size: 10 };
      expect(await heard.adapter.download(lying, path, 1000)).toMatchObject({ ok: false, kind: 'never' });
      await expect(stat(path)).rejects.toThrow('ENOENT');
      expect(await heard.adapter.download(file, path, 200_000)).toEqual({ ok: true, value: undefined });
      expect(new Uint8Array(await readFile(path))).toEqual(bytes);
      const elsewhere = { ...file, url: 'http://127.0.0.1:1/x' };
      expect(await heard.adapter.download(elsewhere, join(folder, 'no'), 1000)).toMatchObject({
        kind: 'never',
      });
      const gone = { name: 'x', path: join(folder, 'nothing') };
      expect(await post(heard, { files: [gone] })).toMatchObject({ ok: false, kind: 'never' });
    });

    test('reads what was said after a message, oldest first; after nothing, the newest', async () => {
      const { ada: user, channel: place } = platform;
      const ids: string[] = [];
      for (let index = 0; index < 130; index += 1)
        ids.push(await platform.say({ user, place, text: `line ${index}` }));
      const heard = await listen();
      const texts = async (after: string, limit: number): Promise<readonly string[]> => {
        const result = await heard.adapter.history(place, after, limit);
        if (!result.ok) throw new Error(result.why);
        return result.value.map((event) => (event.kind === 'message' ? event.text : ''));
      };
      const lines = (from: number, to: number): readonly string[] =>
        Array.from({ length: to - from }, (_, index) => `line ${from + index}`);
      expect(await texts(ids[2] ?? '', 3)).toEqual(lines(3, 6));
      expect(await texts(ids[0] ?? '', 500)).toEqual(lines(1, 130));
      expect(await texts('', 120)).toEqual(lines(10, 130));
      expect(await texts(ids[129] ?? '', 10)).toEqual([]);
    });

    test('comes back after a cut, and misses nothing that was said meanwhile', async () => {
      const heard = await up();
      const { ada: user, channel: place } = platform;
      const before = await platform.say({ user, place, text: 'before' });
      await hears(heard, 'before');
      await platform.drop();
      await platform.say({ user, place, text: 'meanwhile' });
      await until(() => (heard.links.filter(({ kind }) => kind === 'up').length > 1 ? true : undefined));
      expect(heard.links.map(({ kind }) => kind)).toContain('down');
      await platform.say({ user, place, text: 'after' });
      await hears(heard, 'after');
      const known = heard.events.flatMap((event) => (event.kind === 'message' ? [event.text] : []));
      const past = await heard.adapter.history(place, before, 10);
      const read = past.ok
        ? past.value.flatMap((event) => (event.kind === 'message' ? [event.text] : []))
        : [];
      expect([...new Set([...known, ...read])].sort()).toEqual(['after', 'before', 'meanwhile']);
    });

    test('an outage is told, what is posted in it may be tried later, and it ends by itself', async () => {
      const heard = await up();
      const back = await platform.outage();
      await until(() => heard.links.find(({ kind }) => kind === 'down'));
      expect(await post(heard, { nonce: 'd1' })).toMatchObject({ ok: false, kind: 'later' });
      await back();
      await until(() => (heard.links.at(-1)?.kind === 'up' ? true : undefined));
      expect(await post(heard, { nonce: 'd1' })).toMatchObject({ ok: true });
    });

    test('begins while the platform cannot be reached', async () => {
      const back = await platform.outage();
      const heard = await listen();
      await until(() => heard.links.find(({ kind }) => kind === 'down'));
      await back();
      await until(() => heard.links.find(({ kind }) => kind === 'up'));
    });

    test('a wrong token is final, and said in words', async () => {
      const heard = await listen(platform.adapterWithWrongToken());
      const failed = await until(() => heard.links.find(({ kind }) => kind === 'failed'));
      expect(failed).toMatchObject({ why: expect.stringMatching(/token/) });
      expect(await heard.adapter.check()).toEqual([expect.stringMatching(/token/)]);
    });

    test('finds nothing wrong where nothing is, and tells nothing after it was closed', async () => {
      const heard = await up();
      expect(await heard.adapter.check()).toEqual([]);
      await heard.adapter.close();
      const told = heard.events.length;
      await platform.say({ user: platform.ada, place: platform.channel, text: 'nobody listens' });
      const fresh = await up();
      await platform.say({ user: platform.ada, place: platform.channel, text: 'somebody does' });
      await hears(fresh, 'somebody does');
      expect(heard.events.length).toBe(told);
    });
  });
}
