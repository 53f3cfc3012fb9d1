import { mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { hashPairingCode } from '../../../src/model/pairing-code.ts';
import { ANN, ConnectorProcess, EVE, OLGA, until } from '../support/connector-process.ts';
import { idle } from '../support/memory-platform.ts';

let made: ConnectorProcess[] = [];

async function started(...args: ConstructorParameters<typeof ConnectorProcess>): Promise<ConnectorProcess> {
  const one = new ConnectorProcess(...args);
  made = [...made, one];
  one.start();
  await up(one);
  return one;
}

const up = (one: ConnectorProcess) =>
  until(
    'the place is listened to',
    () => one.own('status').startsWith('state=up') && one.own('journal.jsonl').includes('"mark"'),
  );

afterEach(async () => {
  for (const one of made) await one.remove();
  made = [];
});

const thread = { channel: 'c1', thread: 't1', direct: false };
const direct = { channel: 'd1', thread: null, direct: true };

test('a message gets a reaction, becomes a mail, and its reply is posted under it', async () => {
  const one = await started();
  const id = one.platform.say(ANN, 'what is new?');
  const mail = await until('a mail', () => one.mails()[0]);
  expect(one.platform.reactions).toEqual([`${id} 👀`]);
  expect(mail.text).toMatch(
    /^\[mosaic mail [0-9a-f]{32} · discord · from Ann \(id ann, member\) in #c1 · conversation \w+\]\n> what is new\?\n/,
  );
  one.ledger(mail, 'started');
  const request = one.request({
    tool: 'reply',
    conversation: mail.conversation,
    text: 'all is well',
    files: [],
  });
  const result = await until('a result', () => one.result(request));
  expect(result).toEqual({ id: request, outcome: 'done', messages: [expect.any(String)] });
  one.ledger(mail, 'answered');
  await until('the end of it', () => one.own('journal.jsonl').includes('"ended"'));
  expect(one.platform.posts()).toEqual(['all is well']);
  expect(one.platform.post('all is well')?.replyTo).toBe(id);
  expect(readdirSync(one.chat('requests'))).toEqual([]);
  expect(one.errors).toBe('');
});

test('what is told twice is one message; strangers, bots and direct messages reach nobody, and are in the audit', async () => {
  const one = await started();
  one.platform.say(EVE, 'let me in');
  one.platform.say({ ...ANN, automatic: true }, 'beep');
  one.platform.say(ANN, 'psst', { place: direct });
  one.platform.say(ANN, 'elsewhere', { place: { ...direct, channel: 'c2', direct: false } });
  const id = one.platform.say(ANN, 'hello');
  one.platform.tell(one.platform.said.at(-1)?.event as never);
  one.platform.say(ANN, 'last');
  await until('both mails', () => one.mails().length === 2);
  expect(one.mails().some(({ text }) => /let me in|beep|psst/.test(text))).toBe(false);
  expect(one.platform.reactions.filter((reaction) => reaction.startsWith(id))).toHaveLength(1);
  const audit = one
    .own('audit.log')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(audit.map(({ act, user, why, said }) => [act, user, why, said])).toEqual([
    ['refused', 'eve', 'not in `allow` or `owners` of this connector', 'let me in'],
    ['refused', 'ann', 'a program, not a person', 'beep'],
    ['refused', 'ann', 'direct messages need pairing', 'psst'],
  ]);
  expect(one.own('journal.jsonl')).not.toMatch(/"mark","place":\{"channel":"(?!c1)/);
  // Only she is told, who is known by id.
  await until('a hint', () => one.platform.posts().length === 1);
  expect(one.platform.said.at(-1)?.event.place).toEqual(direct);
});

test('a code lets one person in, once; wrong ones are counted', async () => {
  const one = await started();
  const pairing = {
    version: 1,
    salt: 's',
    hash: hashPairingCode('s', 'ABCD2345'),
    expires: Date.now() + 60_000,
    tries: 2,
  };
  writeFileSync(join(one.folders.own, 'pairing.json'), JSON.stringify(pairing));
  one.platform.say(EVE, 'WRONG123', { place: direct });
  await until('one try less', () => one.own('pairing.json').includes('"tries":1'));
  one.platform.say(EVE, 'abcd-2345', { place: direct });
  await until('a word', () => one.platform.post('You are paired'));
  expect(one.own('pairing.json')).toBe('');
  one.platform.say(EVE, 'now hear me', { place: direct });
  const mail = await until('a mail', () => one.mails()[0]);
  expect(mail.text).toContain('(id eve, paired) in a direct message');
  one.platform.say({ ...EVE, id: 'mallory' }, 'ABCD2345', { place: { ...direct, channel: 'd2' } });
  await until('a refusal', () => one.own('audit.log').includes('mallory'));
  expect(one.mails()).toHaveLength(1);
});

test('while the agent is busy, an ack says so once, and it is true', async () => {
  const one = await started();
  one.platform.view = {
    ok: true,
    value: { now: 1000, agents: [idle('mos', { state: 'busy', since: 900 })] },
  };
  const id = one.platform.say(ANN, 'one');
  one.platform.say(ANN, 'two');
  const ack = await until('an ack', () => one.platform.post('mos is busy (for 1m)'));
  expect(ack.replyTo).toBe(id);
  await until('both are done', () => one.own('journal.jsonl').split('"done"').length === 3);
  expect(one.platform.posts()).toHaveLength(1);
});

test('what was said while the link was cut is fetched, in order, and a post waits for the link', async () => {
  const one = await started();
  one.platform.say(ANN, 'in the thread', { place: thread });
  const first = await until('the first mail', () => one.mails()[0]);
  one.platform.link(false);
  await until('it is down', () => one.own('status').startsWith('state=down'));
  const request = one.request({ tool: 'reply', conversation: first.conversation, text: 'late', files: [] });
  for (let count = 1; count <= 250; count += 1) one.platform.say(EVE, `noise ${count}`);
  one.platform.say(ANN, 'missed here');
  one.platform.say(ANN, 'missed there', { place: thread, mentions: false });
  expect((await until('a result', () => one.result(request)))?.outcome).toBe('queued');
  one.platform.link(true);
  await until('all mails', () => one.mails().length === 3);
  await until('the post', () => one.platform.post('late'));
  expect(one.platform.posts()).toEqual(['late']);
});

test('a post whose answer was lost is not said again, though the platform knows no nonces', async () => {
  const one = await started();
  one.platform.knowsNonces = false;
  one.platform.say(ANN, 'ask');
  const mail = await until('a mail', () => one.mails()[0]);
  one.platform.faults.set('post', [
    { ok: false, kind: 'later', afterMs: 10, why: 'cut off' },
    { ok: false, kind: 'later', afterMs: 10, why: 'cut off' },
  ]);
  const request = one.request({ tool: 'reply', conversation: mail.conversation, text: 'once', files: [] });
  expect((await until('a result', () => one.result(request)))?.outcome).toBe('done');
  one.platform.lostAnswers = 1;
  one.request({ tool: 'reply', conversation: mail.conversation, text: 'twice', files: [] });
  await until('it is said', () => one.platform.post('twice'));
  await one.kill();
  one.start();
  await until('nothing waits', () => /state=up[\s\S]*waiting=0/.test(one.own('status')));
  expect(one.platform.posts()).toEqual(['once', 'twice']);
});

test('a turn that ends without a reply is posted, marked so; a message that failed is told', async () => {
  const one = await started();
  one.platform.say(ANN, 'one');
  const [first] = await until('a mail', () => (one.mails().length === 1 ? one.mails() : null));
  one.platform.say(ANN, 'two', { place: thread });
  const second = await until('another', () => one.mails().find(({ id }) => id !== first?.id));
  if (first === undefined) throw new Error('no mail');
  one.answer(first, `the answer, with ${['sk', 'ant', 'a1'.repeat(20)].join('-')} in it`);
  one.ledger(first, 'answered');
  one.ledger(second, 'ambiguous', 'no turn was seen');
  const post = await until('the answer', () => one.platform.post('Its last words were'));
  expect(post.event.text).toBe(
    'mos ended its turn without replying here. Its last words were:\n\nthe answer, with [redacted] in it',
  );
  const told = await until('the trouble', () => one.platform.post('is not known: no turn was seen'));
  expect(told.event.place).toEqual(thread);
});

test('files go both ways, and none leaves but what may', async () => {
  const one = await started();
  const file = { id: 'f1', name: '../../.ssh/authorized_keys', size: 10, url: 'x' };
  one.platform.say(ANN, 'look', { files: [file, { ...file, id: 'f2', size: 1e9 }] });
  const mail = await until('a mail', () => one.mails()[0]);
  const path = /^file .*: (\/.*)$/m.exec(mail.text)?.[1] ?? '';
  expect(path).toMatch(new RegExp(`^${one.chat('files')}/[0-9a-f]{8}-0-authorized_keys$`));
  expect(readFileSync(path, 'utf8')).toBe('content of ../../.ssh/authorized_keys');
  expect(mail.text).toMatch(/was not fetched: it is larger than/);
  await until('she is told', () => one.platform.post('Not fetched'));
  const files = one.chat('files');
  writeFileSync(join(files, 'report.txt'), 'fine');
  writeFileSync(join(files, 'leak.txt'), 'has token-of-the-connector in it');
  writeFileSync(join(one.home, 'secret.txt'), 'secret');
  symlinkSync(join(one.home, 'secret.txt'), join(files, 'link.txt'));
  const ask = async (...paths: readonly string[]) => {
    const id = one.request({ tool: 'reply', conversation: mail.conversation, text: 'here', files: paths });
    return until(`the result of ${paths.join()}`, () => one.result(id));
  };
  expect((await ask(join(files, 'report.txt'))).outcome).toBe('done');
  for (const bad of ['link.txt', 'leak.txt', '../../../../../secret.txt', 'none.txt'].map((name) =>
    join(files, name),
  ))
    expect(await ask(join(files, 'report.txt'), bad), bad).toMatchObject({ outcome: 'refused' });
  expect((await ask(join(one.home, 'secret.txt'))).why).toMatch(/lies outside/);
  expect(
    one.platform.said.filter(({ event }) => event.user.id === 'us' && event.files.length > 0),
  ).toHaveLength(1);
  expect(readdirSync(join(one.folders.own, 'outbox'))).toEqual([]);
});

test('folders of the agent that became links lead nowhere', async () => {
  const one = await started();
  one.platform.say(ANN, 'ask');
  const { conversation } = await until('a mail', () => one.mails()[0]);
  const elsewhere = join(one.home, 'elsewhere');
  mkdirSync(elsewhere);
  writeFileSync(join(elsewhere, 'secret.txt'), 'secret');
  const files = one.chat('files');
  rmSync(files, { recursive: true });
  symlinkSync(elsewhere, files);
  const sent = one.request({
    tool: 'reply',
    conversation,
    text: 'x',
    files: [join(files, 'secret.txt')],
  });
  expect(await until('a result', () => one.result(sent))).toMatchObject({ outcome: 'refused' });
  one.platform.say(ANN, 'take this', { files: [{ id: 'f', name: 'a.txt', size: 3, url: 'x' }] });
  const mail = await until('a mail', () => one.mails().find(({ text }) => text.includes('take this')));
  expect(mail.text).toContain('was not fetched: it could not be stored');
  expect(readdirSync(elsewhere)).toEqual(['secret.txt']);
  const results = one.chat('results');
  rmSync(results, { recursive: true });
  symlinkSync(elsewhere, results);
  one.request({ tool: 'typing', conversation });
  await until('it was taken', () => readdirSync(one.chat('requests')).length === 0);
  expect(readdirSync(elsewhere)).toEqual(['secret.txt']);
});

test('a thread on one of its replies needs no name', async () => {
  const one = await started();
  one.platform.say(ANN, 'ask');
  const { conversation } = await until('a mail', () => one.mails()[0]);
  const request = one.request({ tool: 'reply', conversation, text: 'so it is', files: [] });
  const reply = await until('a result', () => one.result(request));
  const place = { channel: 'c1', thread: reply.messages?.[0] ?? '', direct: false };
  one.platform.say(ANN, 'and there?', { place, mentions: false });
  await until('another mail', () => one.mails().length === 2);
});

test('requests are hostile text: what is not one is refused, and so is what is not theirs', async () => {
  const one = await started();
  one.platform.say(ANN, 'ask');
  const mail = await until('a mail', () => one.mails()[0]);
  const refused = async (id: string) => (await until(`the result of ${id}`, () => one.result(id))).why;
  expect(await refused(one.rawRequest('bad1', '{'))).toBe('it is not JSON');
  expect(await refused(one.rawRequest('bad2', '{"id":"other","tool":"typing","conversation":"c"}'))).toMatch(
    /not the name/,
  );
  expect(
    await refused(one.request({ tool: 'reply', conversation: 'c', text: 'x', files: [], extra: 1 })),
  ).toMatch(/extra/);
  expect(await refused(one.request({ tool: 'reply', conversation: 'nobody', text: 'x', files: [] }))).toMatch(
    /no such conversation/,
  );
  const { conversation } = mail;
  expect(await refused(one.request({ tool: 'reply', conversation, text: ' ', files: [] }))).toBe(
    'there is nothing to say',
  );
  expect(await refused(one.request({ tool: 'edit', conversation, message: '1', text: 'x' }))).toMatch(
    /not one of yours/,
  );
  expect(await refused(one.request({ tool: 'react', conversation, message: '1', emoji: '👍' }))).toMatch(
    /not one of this/,
  );
  mkdirSync(join(one.chat('requests'), 'folder.json'));
  symlinkSync('/etc/passwd', join(one.chat('requests'), 'link.json'));
  expect(await refused('folder')).toMatch(/no plain file/);
  expect(await refused('link')).toMatch(/no plain file/);
  expect(one.platform.posts()).toEqual([]);
});

test('an agent reacts, types, replies and changes what it replied', async () => {
  const one = await started();
  const id = one.platform.say(ANN, 'ask');
  const { conversation } = await until('a mail', () => one.mails()[0]);
  const done = async (request: string) =>
    (await until(`the result of ${request}`, () => one.result(request))).messages;
  await done(one.request({ tool: 'react', conversation, message: id, emoji: '👍' }));
  await done(one.request({ tool: 'typing', conversation }));
  const [message = ''] =
    (await done(one.request({ tool: 'reply', conversation, text: '1 of 2', files: [] }))) ?? [];
  await done(one.request({ tool: 'edit', conversation, message, text: '2 of 2' }));
  expect(one.platform.reactions).toContain(`${id} 👍`);
  expect(one.platform.post('1 of 2')?.edits).toEqual(['2 of 2']);
  const pieces = await done(
    one.request({ tool: 'reply', conversation, text: 'word '.repeat(1000), files: [] }),
  );
  expect(pieces).toHaveLength(3);
  await done(one.request({ tool: 'reply', conversation, text: 'line\n'.repeat(6000), files: [] }));
  expect(one.platform.said.at(-1)?.event).toMatchObject({ files: [{ name: 'message.md' }] });
});

test('a question is decided by an owner’s press, once, in time, and by nobody else', async () => {
  const one = await started();
  const waiting = idle('mos', {
    state: 'waiting',
    since: 1,
    prompt: 'run: rm -rf `build`',
    fingerprint: 'f1',
  });
  one.platform.view = { ok: true, value: { now: 1000, agents: [waiting] } };
  writeFileSync(join(one.folders.agents, 'mos', 'hook'), 'at=1\nstate=waiting\n');
  const post = await until('the question', () => one.platform.post('mos asks for permission'));
  expect(post.event.text).toContain('run: rm -rf ´build´');
  const [allow, deny] = post.buttons.map(({ data }) => data);
  const press = async (user: typeof ANN, data = '', message = post.event.id) => {
    const id = one.platform.nextId();
    one.platform.tell({ kind: 'press', id, at: 1, user, place: post.event.place, message, data });
    return (await until('an answer', () => one.platform.answers.find(({ event }) => event === id))).text;
  };
  expect(await press(ANN, allow)).toMatch(/only owners/);
  expect(await press(EVE, allow)).toMatch(/only owners/);
  expect(await press(OLGA, 'decide 00 allow')).toMatch(/not a question of ours/);
  expect(await press(OLGA, allow, '1')).toMatch(/not on the message/);
  expect(one.platform.decisions).toEqual([]);
  expect(await press(OLGA, allow)).toBe('Done.');
  expect(one.platform.decisions).toEqual(['mos f1 allow']);
  expect(await press(OLGA, deny)).toMatch(/decided this already/);
  expect(one.platform.decisions).toHaveLength(1);
  await until('it is said', () =>
    one.platform.post('mos asks')?.edits.includes('Allowed by Olga. mos goes on.'),
  );
  expect(one.own('audit.log')).toContain('"decides"');
});

test('a question that is over loses its buttons; a later press does nothing', async () => {
  const one = await started();
  const waiting = idle('mos', { state: 'waiting', since: 1, prompt: 'p', fingerprint: 'f1' });
  one.platform.view = { ok: true, value: { now: 1000, agents: [waiting] } };
  writeFileSync(join(one.folders.agents, 'mos', 'hook'), 'at=1\nstate=waiting\n');
  const post = await until('the question', () => one.platform.post('mos asks'));
  one.platform.view = { ok: true, value: { now: 1001, agents: [{ ...waiting, fingerprint: 'f2' }] } };
  writeFileSync(join(one.folders.agents, 'mos', 'hook'), 'at=2\nstate=waiting\n');
  await until(
    'the next question',
    () => one.platform.said.filter(({ event }) => event.text.startsWith('mos asks')).length === 2,
  );
  await until('the old one is over', () => one.platform.post('mos asks')?.edits.length === 1);
  expect(one.platform.post('mos asks')?.buttons).toEqual([]);
  const event = one.platform.nextId();
  const data = post.buttons[0]?.data ?? '';
  one.platform.tell({
    kind: 'press',
    id: event,
    at: 1,
    user: OLGA,
    place: post.event.place,
    message: post.event.id,
    data,
  });
  const answer = await until('an answer', () => one.platform.answers.find((given) => given.event === event));
  expect(answer.text).toMatch(/no longer asks/);
  expect(one.platform.decisions).toEqual([]);
});

test('/fleet answers without a model', async () => {
  const one = await started();
  const run = async (name: string, options: Record<string, string> = {}, user = OLGA) => {
    const id = one.platform.nextId();
    const place = { channel: 'c1', thread: null, direct: false };
    one.platform.tell({ kind: 'command', id, at: 1, user, place, name, options });
    return id;
  };
  const answered = (id: string, text: string) =>
    until(`the answer ${text}`, () =>
      one.platform.answers.find((given) => given.event === id && given.text.includes(text)),
    );
  const { text } = await answered(await run('ps', {}, ANN), 'AGENT');
  expect(text).toBe('```\nAGENT  STATE  FOR  LAST\nmos *  idle   –    its hook says so\n```');
  await answered(await run('status'), 'its hook says so (hook)');
  await answered(await run('logs'), 'a line\n\\e[31mred');
  await answered(await run('stop', { agent: 'mos' }), 'mos: active running');
  expect(one.platform.acts).toEqual(['stop mos discord:olga']);
  await answered(await run('restart', {}, ANN), 'Only owners');
  await answered(await run('send', { text: 'go on' }), 'Stored for mos');
  expect(one.mails()[0]?.text).toMatch(
    /^\[mosaic mail .* from Olga \(id olga, owner\).*\]\n> go on\nReply with/,
  );
  await run('ps', {}, EVE);
  await until('the audit', () => one.own('audit.log').includes('"eve"'));
  expect(one.platform.acts).toHaveLength(1);
});

test('a link that failed for good is told in the status, and the process stays', async () => {
  const one = await started();
  one.platform.fail('the token is not taken: mosaic fleet connector test');
  await until('it failed', () => one.own('status').startsWith('state=failed'));
  expect(one.own('status')).toContain('why=the token is not taken');
  one.platform.say(ANN, 'ask');
  await until('it still takes what comes', () => one.mails().length === 1);
  expect(one.child?.exitCode).toBe(null);
  await one.kill('SIGTERM');
  expect(one.child?.exitCode).toBe(0);
});

test('what a restart cut off is never done again, and that is said', async () => {
  const one = await started();
  const place = { channel: 'c1', thread: null, direct: false };
  one.platform.hangs.add('lifecycle');
  one.platform.tell({ kind: 'command', id: '1', at: 1, user: OLGA, place, name: 'stop', options: {} });
  await until('it was asked for', () => one.platform.acts.length === 1);
  await one.kill();
  one.platform.hangs.clear();
  one.start();
  await until('it is said', () => one.platform.post('The connector was restarted during /fleet stop'));
  expect(one.platform.acts).toHaveLength(1);
  expect(one.own('audit.log')).toContain('"cut-off"');
});

test('a post that is refused for good is told to who asked, and holds nothing up', async () => {
  const one = await started();
  one.platform.say(ANN, 'ask');
  const { conversation } = await until('a mail', () => one.mails()[0]);
  one.platform.faults.set('post', [{ ok: false, kind: 'never', why: 'the thread is archived' }]);
  const first = one.request({ tool: 'reply', conversation, text: 'lost', files: [] });
  const second = one.request({ tool: 'reply', conversation, text: 'next', files: [] });
  expect(await until('a result', () => one.result(first))).toMatchObject({
    outcome: 'refused',
    why: 'the thread is archived',
  });
  expect(await until('another', () => one.result(second))).toMatchObject({ outcome: 'done' });
  expect(one.platform.posts()).toEqual(['next']);
  expect(one.own('audit.log')).toContain('"not-posted"');
});

test('fifty messages at once are fifty mails in their order, also after a restart, and fifty replies, each under its own', async () => {
  const one = await started();
  const asked = Array.from({ length: 50 }, (_, index) => one.platform.say(ANN, `ask ${index}`));
  await until('some mails', () => one.mails().length > 10);
  await one.kill();
  one.start();
  await until('all mails', () => one.mails().length === 50);
  // No two of one time: the courier takes the oldest first.
  const queue = one.mails().toSorted((a, b) => a.at - b.at);
  expect(new Set(queue.map(({ at }) => at)).size).toBe(50);
  expect(queue.map(({ text }) => Number(/> ask (\d+)/.exec(text)?.[1]))).toEqual([...asked.keys()]);
  for (const { text, conversation } of one.mails())
    one.request({ tool: 'reply', conversation, text: `answer ${/> ask (\d+)/.exec(text)?.[1]}`, files: [] });
  await until('all replies', () => one.platform.posts().length === 50);
  for (const [index, id] of asked.entries())
    expect(one.platform.said.find(({ event }) => event.text === `answer ${index}`)?.replyTo).toBe(id);
  expect(new Set(one.platform.reactions).size).toBe(50);
});

test('trouble of an agent is told once, also over a restart; and that it is over', async () => {
  const one = await started();
  const poke = () =>
    writeFileSync(join(one.folders.agents, 'mos', 'hook'), `at=${Date.now()}\nstate=waiting\n`);
  const see = (view: Parameters<typeof idle>[1]) => {
    one.platform.view = { ok: true, value: { now: 1000, agents: [idle('mos', view)] } };
  };
  see({ state: 'rate-limited', until: 1600 });
  poke();
  await until('an alert', () => one.platform.post('mos is rate-limited for 10m more, until 00:26 UTC'));
  await one.kill();
  one.start();
  await up(one);
  see({});
  poke();
  await until('the end of it', () => one.platform.post('mos is back: idle.'));
  expect(one.platform.posts()).toHaveLength(2);
});
