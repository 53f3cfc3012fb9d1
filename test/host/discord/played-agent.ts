import { appendFile, mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ChatRequest } from '../../../src/model/connector.ts';
import type { LedgerEntry, Mail, MailState } from '../../../src/model/mail.ts';

/** Courier and agent of a connector, as far as the files go that they have in common with it. */
export interface PlayedAgent {
  /** Numbers of the messages that were taken, as they came: `message 17` is 17. */
  readonly taken: readonly number[];
  /** How many mails lay there again after they were taken, and were dropped by their key. */
  readonly again: () => number;
  readonly stop: () => Promise<void>;
}

/**
 * Takes each mail once, by its key, and answers it: every other one by the agent's tool (`reply 17.`), the rest by the end of the turn alone
 * (`words 18.`).
 */
export async function playAgent(state: string): Promise<PlayedAgent> {
  const [inbox, taken, answers] = ['new', 'taken', 'answers'].map((name) =>
    join(state, 'mail/mos', name),
  ) as [string, string, string];
  const requests = join(state, 'agents/mos/chat/mos-discord/requests');
  const ledger = join(state, 'ledger/mos.jsonl');
  for (const path of [inbox, taken, answers, requests, join(state, 'ledger')])
    await mkdir(path, { recursive: true });
  const numbers: number[] = [];
  const keys = new Set<string>();
  let again = 0;
  let isOver = false;
  const round = async (): Promise<void> => {
    for (const name of (await readdir(inbox)).filter((one) => one.endsWith('.json')).sort()) {
      const mail = JSON.parse(await readFile(join(inbox, name), 'utf8')) as Mail;
      await rename(join(inbox, name), join(taken, name));
      if (keys.has(mail.key)) again += 1;
      else numbers.push(await answer(mail));
      keys.add(mail.key);
    }
  };
  const answer = async (mail: Mail): Promise<number> => {
    const number = Number(/message (\d+)/.exec(mail.text)?.[1]);
    const conversation = mail.conversation ?? '';
    await appendFile(ledger, lineOf(mail, 'started'));
    if (number % 2 === 0) {
      const request: ChatRequest = {
        id: mail.id,
        tool: 'reply',
        conversation,
        text: `reply ${number}.`,
        files: [],
      };
      await writeFile(join(requests, `.${mail.id}`), JSON.stringify(request));
      await rename(join(requests, `.${mail.id}`), join(requests, `${mail.id}.json`));
    }
    await writeFile(join(answers, mail.id), `words ${number}.`);
    await appendFile(ledger, lineOf(mail, 'answered'));
    return number;
  };
  const loop = (async () => {
    while (!isOver) {
      await round();
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  })();
  return {
    taken: numbers,
    again: () => again,
    stop: async () => {
      isOver = true;
      await loop;
    },
  };
}

function lineOf({ id, key, conversation }: Mail, state: MailState): string {
  const entry: LedgerEntry = { id, key, at: Date.now(), state, why: '', turn: null, conversation };
  return `${JSON.stringify(entry)}\n`;
}
