import { afterEach, expect, test } from 'vitest';
import type { Mail } from '../../../src/model/mail.ts';
import { ANN, ConnectorProcess, until } from '../support/connector-process.ts';

/** How many processes live at a time: they wait more than they work. */
const LANES = 4;
/** More writes than a message's life has. */
const MOST_WRITES = 400;

const made = new Set<ConnectorProcess>();

afterEach(async () => {
  for (const one of made) await one.remove();
  made.clear();
});

/** A courier and an agent, as idempotent as the real ones: a mail of one key is delivered once, and an asked reply is not asked again. */
class Agent {
  readonly #delivered = new Set<string>();
  readonly #one: ConnectorProcess;
  readonly #timer: NodeJS.Timeout;

  constructor(one: ConnectorProcess) {
    this.#one = one;
    this.#timer = setInterval(() => this.#look(), 5);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  get delivered(): number {
    return this.#delivered.size;
  }

  #look(): void {
    for (const mail of this.#one.mails()) {
      if (this.#delivered.has(mail.key)) continue;
      this.#delivered.add(mail.key);
      this.#answer(mail);
    }
  }

  #answer(mail: Mail): void {
    this.#one.ledger(mail, 'started');
    const { conversation } = mail;
    // One answers by its tool, the other one only ends its turn.
    if (mail.text.includes('> ask 1'))
      this.#one.request({ tool: 'reply', conversation, text: 'answer 1', files: [] });
    else this.#one.answer(mail, 'answer 2');
    this.#one.ledger(mail, 'answered');
  }
}

interface Life {
  readonly died: boolean;
  readonly posts: readonly string[];
  readonly delivered: number;
  readonly reactions: number;
}

/** Two messages from their beginning to their end, with the connector killed at one of its writes and started anew. */
// A line that is half written is none.
function marked(one: ConnectorProcess): boolean {
  return one.own('journal.jsonl').split('\n').slice(0, -1).join().includes('"mark"');
}

async function live(dieAt: number, knowsNonces: boolean): Promise<Life> {
  const one = new ConnectorProcess();
  return live2(one, dieAt, knowsNonces);
}
async function live2(one: ConnectorProcess, dieAt: number, knowsNonces = false): Promise<Life> {
  made.add(one);
  one.platform.knowsNonces = knowsNonces;
  const agent = new Agent(one);
  const child = one.start(dieAt);
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const isDead = () => child.exitCode !== null || child.signalCode !== null;
  await until('it is up or dead', () => isDead() || marked(one));
  if (isDead()) {
    // A place where nobody listened yet begins with the first start that came so far.
    one.start();
    await until('it is up', () => marked(one));
  }
  one.platform.say(ANN, 'ask 1');
  one.platform.say(ANN, 'ask 2');
  const ends = () => one.own('journal.jsonl').split('"ended"').length > 2 && one.platform.posts().length >= 2;
  await until('both ends are told, or it died', () => isDead() || ends());
  const died = isDead();
  if (died) {
    await ended;
    if (one.child === child) one.start();
    await until(`both ends are told after a death at write ${dieAt}`, ends);
  }
  // What would be said twice is said by a start that follows.
  await one.kill('SIGTERM');
  one.start();
  await until('it is up again', () => one.own('status').startsWith('state=up'));
  await until('all was said', () => one.own('status').includes('waiting=0'));
  agent.stop();
  await one.kill('SIGTERM');
  const { length: reactions } = one.platform.reactions;
  const life = { died, posts: one.platform.posts(), delivered: agent.delivered, reactions };
  await one.remove();
  made.delete(one);
  return life;
}

function faultsOf({ posts, delivered, reactions }: Life): readonly string[] {
  const count = (text: string) => posts.filter((post) => post.includes(text)).length;
  return [
    ...(count('answer 1') === 1 ? [] : [`answer 1 was posted ${count('answer 1')} times`]),
    ...(count('answer 2') === 1 ? [] : [`answer 2 was posted ${count('answer 2')} times`]),
    ...(posts.length === 2 ? [] : [`posts: ${JSON.stringify(posts)}`]),
    ...(delivered === 2 ? [] : [`${delivered} mails`]),
    ...(reactions >= 2 ? [] : [`${reactions} reactions`]),
  ];
}

async function everyWrite(knowsNonces: boolean): Promise<readonly string[]> {
  const faults: string[] = [];
  let next = 1;
  let isOver = false;
  let deaths = 0;
  const lane = async () => {
    while (!isOver && next <= MOST_WRITES) {
      const dieAt = next;
      next += 1;
      const life = await live(dieAt, knowsNonces);
      if (life.died) deaths += 1;
      else isOver = true;
      faults.push(...faultsOf(life).map((fault) => `killed at write ${dieAt}: ${fault}`));
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  expect(deaths).toBeGreaterThan(20);
  expect(next).toBeLessThan(MOST_WRITES);
  console.log(`killed at each of ${deaths} writes`);
  return faults;
}

test('killed at every write of a message’s life, each message is answered once, by what history tells alone', async () => {
  expect(await everyWrite(false)).toEqual([]);
});
