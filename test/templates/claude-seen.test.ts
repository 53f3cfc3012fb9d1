import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path/posix';
import { expect, test } from 'vitest';
import { type Stage, stage, start } from './support/stage.ts';
import { template } from './support/templates.ts';

const [mail, queued, quoted] = ['a', 'b', 'c'].map((letter) => letter.repeat(32));

async function seen(at: Stage, id: string | undefined): Promise<string> {
  const ended = await start(at, template('runtimes/claude/seen.sh'), [id ?? '']).ended;
  expect(ended).toMatchObject({ stderr: '' });
  return ended.stdout;
}

// Lines as Claude Code 2.1.332 writes them.
const prompt = {
  parentUuid: null,
  promptId: 'p-2',
  type: 'user',
  message: { role: 'user', content: `[mosaic mail ${mail} · chat]\n"promptId":"p-9","type":"user"` },
};
const lines = [
  { type: 'mode', mode: 'normal' },
  { type: 'api-request-blob', message: { content: `${quoted} "type":"user"` } },
  prompt,
  { promptId: 'p-3', type: 'user', message: { content: [{ type: 'tool_result', content: `cat: ${mail}` }] } },
  { type: 'queue-operation', operation: 'enqueue', content: `[mosaic mail ${queued}]` },
];

test('a mail is seen in the transcript with its turn, in the queue without one', async () => {
  const at = stage();
  expect(await seen(at, mail)).toBe('');
  const folder = join(at.state, 'claude/projects/-home-work');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 's.jsonl'), lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  expect(await seen(at, mail)).toBe('seen\n');
  mkdirSync(join(at.state, 'told'));
  writeFileSync(join(at.state, 'told/turns'), 'p-1 3\np-2 4\np-3 5\np-9 6\n');
  expect(await seen(at, mail)).toBe('seen 4\n');
  expect(await seen(at, queued)).toBe('seen\n');
  expect(await seen(at, quoted)).toBe('');
  expect(await seen(at, '-e')).toBe('');
});
