import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path/posix';
import { expect, test } from 'vitest';
import { mailFrom } from '../../src/cli/fleet/send-queued.ts';
import { ledgerLine } from '../../src/model/ledger.ts';
import type { Mail, MailState } from '../../src/model/mail.ts';
import { parseMail } from '../../src/model/mail-rows.ts';
import { agent, type Stage, stage, start } from './support/stage.ts';
import { template } from './support/templates.ts';

const mails = [1, 2, 3].map((at) =>
  mailFrom('ann', agent, `text ${at}\nagent x`, String(at).repeat(32), at * 1000),
);

function put(at: Stage, mail: Mail) {
  return start(at, template('sh/queue.sh'), ['f', agent, mail.id], JSON.stringify(mail)).ended;
}

/** Makes the host carry these units. */
function deploy(at: Stage, ...units: readonly string[]): void {
  const folder = join(at.root, 'current/systemd');
  mkdirSync(folder, { recursive: true });
  for (const unit of units) writeFileSync(join(folder, `mosaic-f-${unit}.service`), '');
}

async function told(at: Stage, ...names: readonly string[]) {
  const ended = await start(at, template('sh/mail.sh'), ['f', ...names]).ended;
  return parseMail('h', ended.stdout) ?? expect.unreachable(ended.stdout);
}

test('a mail is queued only where it can be delivered', async () => {
  const at = stage();
  const mail = mails[0] ?? expect.unreachable();
  expect(await put(at, mail)).toMatchObject({ stdout: 'no-agent\n', code: 0 });
  deploy(at, `agent-${agent}`);
  expect(await put(at, mail)).toMatchObject({ stdout: 'no-courier\n', code: 0 });
  expect((await told(at)).rows).toEqual([]);
  deploy(at, 'courier');
  expect(await put(at, mail)).toMatchObject({ stdout: 'queued\n', code: 0 });
  const folder = join(at.state, '../../mail', agent);
  expect([readdirSync(join(folder, 'tmp')), readdirSync(join(folder, 'new'))]).toEqual([
    [],
    [`${mail.id}.json`],
  ]);
});

test('what is told of mails is what the ledger says, and who they are from', async () => {
  const at = stage();
  deploy(at, `agent-${agent}`, 'courier');
  for (const mail of mails) await put(at, mail);
  const line = (id: string, state: MailState, when: number, turn: number | null = null) =>
    ledgerLine({ id, key: id, at: when, state, why: 'so\nit is', turn, conversation: null });
  const [one, two, three] = mails.map(({ id }) => id) as [string, string, string];
  const gone = 'f'.repeat(32);
  mkdirSync(join(at.state, '../../ledger'));
  writeFileSync(
    join(at.state, '../../ledger', `${agent}.jsonl`),
    line(gone, 'queued', 500) +
      line(one, 'held', 1500) +
      line(gone, 'answered', 600, 1) +
      line(two, 'typing', 2500) +
      '{"id":"',
  );
  const mail = await told(at, agent);
  expect(
    mail.rows.map(({ id, from, state, why, at, since, turn }) => [id, from, state, why, at, since, turn]),
  ).toEqual([
    [gone, null, 'answered', 'so\nit is', 500, 600, 1],
    [one, 'operator ann', 'held', 'so\nit is', 1000, 1500, null],
    [two, 'operator ann', 'typing', 'so\nit is', 2000, 2500, null],
    [three, 'operator ann', 'queued', 'its courier has not taken it up', 3000, 3000, null],
  ]);
  expect((await told(at, 'nobody')).rows).toEqual([]);
  expect(parseMail('h', 'now 1\ncourier \nagent a\n')).toBeNull();
});
