import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { boot, kill } from '../../src/lab/index.ts';
import { lastAsked, type ModelRequest, type Step } from '../support/model/step.ts';
import { editRoster } from './support/deployed-host.ts';
import { describeLab, useLab } from './support/lab.ts';
import { deployMos, type MosScene } from './support/mos.ts';
import { ADA, BOB, CHANNEL, EVE } from './support/mos-parts.ts';

const STATE = '.local/state/mosaic/home';
const CONNECTOR = 'mosaic-home-connector-mos-discord.service';
/** A version that is not the shipped one. */
const OTHER = '2.1.330';
const UNREPLIED = 'ended its turn without replying';

describeLab('Mos on Discord', () => {
  const { host } = useLab('w-jarvis');
  let mos: MosScene;

  const audit = () => mos.sh(`cat ${STATE}/connectors/mos-discord/audit.log 2>/dev/null || :`);
  const session = () => mos.sh(`cat ${STATE}/agents/mos/session`);
  const claudePid = () => mos.sh(`sed -n 's/^pid=//p' $XDG_RUNTIME_DIR/mosaic/*/*/run`);
  /** Exactly one answer came to a message, and goes on being the only one. */
  const oneAnswer = async (asked: string, like: string, seconds = 60) => {
    const answer = await mos.answer(asked, like, seconds);
    await mos.state('idle');
    const all = (await mos.discord.control.messages(CHANNEL)).filter(({ text }) => text.includes(like));
    expect(all.filter(({ author }) => author === mos.discord.setup.bot)).toHaveLength(1);
    return answer;
  };

  beforeAll(async () => {
    mos = await deployMos(host('w-jarvis'));
    await mos.state('idle');
  }, 400_000);
  afterAll(() => mos?.close());

  test('a message is reacted to, and answered by the tool in the place where it was asked', async () => {
    expect((await mos.fleet.mosaic(['status', 'mos'])).stdout).not.toMatch(/cannot open|No such file/);
    const asked = await mos.say('What does this fleet run on?');
    const answer = await oneAnswer(asked, 'What does this fleet run on?');
    expect(answer.replyTo).toBe(asked);
    expect(answer.text).not.toContain(UNREPLIED);
    expect(answer.text).toContain('from ada (id 500000000000000001, owner)');
    const [said] = (await mos.discord.control.messages(CHANNEL)).filter(({ id }) => id === asked);
    expect(said?.reactions).toEqual(['👀']);
    expect(answer.everyone).toBe(false);
  });

  test('a question to the terminal is refused by the harness, and the person gets an answer all the same', async () => {
    const from = mos.model.requests.length;
    const asked = await mos.say('!ask Shall I?');
    const answer = await oneAnswer(asked, UNREPLIED);
    expect(answer.text).toMatch(/refused: .*AskUserQuestion/);
    expect(mos.model.requests.slice(from).flatMap(({ tools }) => tools)).not.toContain('AskUserQuestion');
  });

  test('who speaks to a busy agent is told so, and answered when it is free', async () => {
    const slow = await mos.say('!slow 8');
    await mos.state('busy');
    const asked = await mos.say('Are you there?', BOB);
    const ack = await mos.answer(asked, 'mos is busy', 5);
    expect(ack.replyTo).toBe(asked);
    await mos.answer(slow, UNREPLIED);
    const answer = await oneAnswer(asked, '> Are you there?');
    expect(answer.replyTo).toBe(asked);
  });

  test('a permission is given by the button of an owner alone: no message, no stranger, no second press gives it', async () => {
    const asked = await mos.say('!bash echo given >given');
    const prompt = await mos.answer(asked, 'echo given >given');
    const [allow] = prompt.buttons;
    const message = prompt.id;
    if (allow === undefined) throw new Error('no buttons');
    const made = () => mos.sh('cat ~/work/home/mos/given 2>/dev/null || :');
    await mos.say('y', BOB);
    await mos.say('Yes, do it.', BOB);
    await mos.discord.control.press({ user: EVE, message, data: allow.data });
    await mos.discord.control.press({ user: BOB, message, data: allow.data });
    await vi.waitFor(
      async () => expect((await audit()).match(/only owners of this connector may decide/g)).toHaveLength(2),
      { timeout: 20_000, interval: 200 },
    );
    expect(await made()).toBe('');
    await mos.state('waiting');
    await mos.discord.control.press({ user: ADA, message, data: allow.data });
    await vi.waitFor(async () => expect(await made()).toBe('given\n'), { timeout: 20_000, interval: 200 });
    await mos.sh('rm ~/work/home/mos/given');
    // The buttons are gone by then; Discord may still tell of the press again.
    await mos.discord.control.repeatInteraction();
    await mos.answer(asked, '> Yes, do it.');
    await mos.state('idle');
    expect(await made()).toBe('');
  });

  test('strangers, programs, forged names and unpaired direct messages reach nothing, and are noted', async () => {
    const before = mos.model.requests.length;
    await mos.say('let me in', EVE);
    await mos.discord.control.say({
      user: ADA,
      channel: CHANNEL,
      text: 'forged by a webhook',
      webhook: true,
    });
    await mos.discord.control.addUser({ id: '500000000000000009', name: 'ada', bot: false });
    await mos.say('forged by a name', '500000000000000009');
    await mos.discord.control.addUser({ id: '500000000000000010', name: 'robot', bot: true });
    await mos.say('I am a robot', '500000000000000010');
    await mos.discord.control.say({ user: ADA, channel: null, text: 'psst, directly' });
    const words = ['let me in', 'forged by a webhook', 'forged by a name', 'I am a robot', 'psst, directly'];
    await vi.waitFor(async () => {
      const noted = await audit();
      for (const word of words) expect(noted).toContain(word);
    }, 20_000);
    const last = await mos.say('And who may speak?');
    await oneAnswer(last, '> And who may speak?');
    const heard = mos.asked().slice(before).join('\n');
    for (const word of words) expect(heard).not.toContain(word);
  });

  test('a connector that is killed, and a link that was down, lose and double nothing', async () => {
    const first = await mos.say('Before the kill');
    await mos.sh(`systemctl --user kill -s KILL --kill-whom=main ${CONNECTOR}`);
    const second = await mos.say('While it is dead');
    await oneAnswer(first, '> Before the kill');
    await oneAnswer(second, '> While it is dead');
    await mos.discord.control.refuse(4000);
    const third = await mos.say('While the link is down');
    await oneAnswer(third, '> While the link is down', 90);
  }, 240_000);

  test('a harness that is killed comes back in the same conversation', async () => {
    const asked = await mos.say('Remember the word heliotrope.');
    await oneAnswer(asked, 'heliotrope');
    const [before, pid] = [await session(), await claudePid()];
    await mos.sh(`kill -9 ${pid}`);
    await vi.waitFor(async () => expect(await claudePid()).not.toMatch(new RegExp(`^(${pid.trim()})?$`)), {
      timeout: 30_000,
      interval: 200,
    });
    await mos.state('idle');
    const again = await mos.say('Which word was it?');
    await oneAnswer(again, '> Which word was it?');
    expect(await session()).toBe(before);
    expect(mos.asked().at(-1)).toContain('heliotrope');
  }, 120_000);

  test('a power cut of the host ends no conversation', async () => {
    const before = await session();
    await kill(host('w-jarvis'));
    const asked = await mos.say('Said while the host is dark');
    await boot(host('w-jarvis'));
    await oneAnswer(asked, '> Said while the host is dark', 120);
    expect(await session()).toBe(before);
    expect(mos.asked().at(-1)).toContain('heliotrope');
  }, 240_000);

  test('another version by the roster goes on in the same conversation, and says that it is another one', async () => {
    const before = await session();
    const version = async () => (await mos.fleet.row('mos')).version;
    const old = await version();
    editRoster(mos.fleet, (roster) => {
      roster['harness'] = { claude: { version: OTHER } };
    });
    expect((await mos.fleet.mosaic(['harness', 'lock'])).code).toBe(0);
    const deploy = await mos.fleet.mosaic(['deploy', '--yes']);
    expect(deploy.code, `${deploy.stdout}${deploy.stderr}`).toBe(0);
    expect(deploy.stdout).toContain(`harness claude ${OTHER} → installed`);
    await vi.waitFor(async () => expect(await version()).toBe(OTHER), { timeout: 60_000, interval: 300 });
    expect(old).not.toBe(OTHER);
    await mos.state('idle');
    const asked = await mos.say('And which word was it, again?');
    await oneAnswer(asked, '> And which word was it, again?');
    expect(await session()).toBe(before);
    expect(mos.asked().at(-1)).toContain('heliotrope');
  }, 240_000);

  test('a limit of the provider is a state with its end, and what was said meanwhile is answered after it', async () => {
    await mos.say('!429 12');
    await mos.state('rate-limited');
    const asked = await mos.say('After the limit?');
    await mos.answer(asked, /mos is rate-limited/, 5);
    await oneAnswer(asked, '> After the limit?', 90);
  }, 150_000);

  test('a lost login is a state; what was said meanwhile is answered after the agent starts again', async () => {
    await mos.say('!401');
    await mos.state('auth-hold');
    const asked = await mos.say('Can you still speak?');
    await mos.answer(asked, /mos has lost its login/, 5);
    expect((await mos.fleet.mosaic(['restart', 'mos'])).code).toBe(0);
    await oneAnswer(asked, '> Can you still speak?', 90);
  }, 150_000);

  test('a long answer keeps its code fences, piece by piece', async () => {
    const code = Array.from({ length: 500 }, (_, index) => `const line${index} = ${'x'.repeat(30)};`).join(
      '\n',
    );
    const long = `Here it is:\n\n\`\`\`ts\n${code}\n\`\`\`\n\nThat was all.`;
    mos.model.behave(once((request) => tool(request, 'reply', { text: long })));
    const asked = await mos.say('Show me all of it.');
    await mos.answer(asked, 'Here it is:');
    await mos.state('idle');
    const posts = await mos.answers(asked);
    for (const { text } of posts) {
      expect(text.length).toBeLessThanOrEqual(2000);
      expect((text.match(/^```/gm) ?? []).length % 2).toBe(0);
    }
    const whole =
      posts.some(({ files }) => files.length > 0) || posts.some(({ text }) => text.includes('line499'));
    expect(whole, JSON.stringify(posts.map(({ text, files }) => [text.length, files]))).toBe(true);
  });

  test('a file of eight megabytes arrives as it is, both ways', async () => {
    const bytes = Buffer.alloc(8_000_000, 'mosaic ');
    const digest = createHash('sha256').update(bytes).digest('hex');
    mos.model.behave(
      once((request) =>
        tool(request, 'send_file', { path: /^file .*: (\/.*)$/m.exec(lastAsked(request))?.[1] ?? '' }),
      ),
    );
    const asked = await mos.discord.control.say({
      user: BOB,
      channel: CHANNEL,
      text: 'Have a look at this.',
      files: [{ name: 'big.bin', base64: bytes.toString('base64') }],
    });
    const answer = await vi.waitFor(
      async () => (await mos.answers(asked)).find(({ files }) => files.length > 0) ?? expect.unreachable(),
      { timeout: 90_000, interval: 300 },
    );
    const [file] = answer.files;
    const back = Buffer.from(await (await fetch(file?.url ?? '')).arrayBuffer());
    expect(createHash('sha256').update(back).digest('hex')).toBe(digest);
  }, 120_000);
});

function once(step: (request: ModelRequest) => Step): (request: ModelRequest) => Step {
  let done = false;
  return (request) => {
    const isResult = (request.conversation.findLast(({ role }) => role === 'user')?.results.length ?? 0) > 0;
    if (done || isResult) return { kind: 'say', text: 'Done.' };
    done = true;
    return step(request);
  };
}

function tool(request: ModelRequest, name: string, input: object): Step {
  const conversation = /, conversation (\S+?)\.$/m.exec(lastAsked(request))?.[1] ?? '';
  return { kind: 'use', tool: `mcp__discord__${name}`, input: { conversation, ...input } };
}
