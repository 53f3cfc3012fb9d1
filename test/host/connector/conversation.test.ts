import { afterEach, expect, test } from 'vitest';
import { ANN, ConnectorProcess, until } from '../support/connector-process.ts';

let made: ConnectorProcess[] = [];

function connector(...args: ConstructorParameters<typeof ConnectorProcess>): ConnectorProcess {
  const one = new ConnectorProcess(...args);
  made = [...made, one];
  return one;
}

async function started(...args: ConstructorParameters<typeof ConnectorProcess>): Promise<ConnectorProcess> {
  const one = connector(...args);
  one.start();
  await until('the link is up', () => one.own('status').startsWith('state=up'));
  return one;
}

afterEach(async () => {
  for (const one of made) await one.remove();
  made = [];
});

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
  expect(one.errors).toBe('');
});
