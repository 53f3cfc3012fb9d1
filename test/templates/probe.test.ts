import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path/posix';
import { expect, onTestFinished, test } from 'vitest';
import { startedAgent, tmux } from './support/conversation.ts';
import { agent, hook, probe, readRecord, stage } from './support/stage.ts';

async function linesOf(at: ReturnType<typeof stage>): Promise<readonly string[]> {
  const { stdout, stderr } = await probe(at);
  // What its own functions do not know would go unseen.
  expect(stderr).toBe('');
  return stdout.trimEnd().split('\n');
}

test('tells everything of a living agent', async () => {
  const at = stage();
  await startedAgent(at);
  const lines = await linesOf(at);
  const { pid, at: since } = readRecord(at.run, 'run');
  expect(lines[0]).toMatch(/^now \d+$/);
  expect(lines.at(-1)).toBe('end');
  expect(lines).toEqual(
    expect.arrayContaining([
      `agent ${agent}`,
      `run pid=${pid}`,
      `process since=${since}`,
      'process alive=1',
      'process pstate=S',
      'hook state=idle',
      'screen session=1',
      'screen kind=idle',
      expect.stringMatching(/^screen changed=\d+$/),
    ]),
  );
  expect(lines.filter((line) => /^(stopped|stray|exit)/.test(line))).toEqual([]);
});

test('counts the mails that wait, once any ever came', async () => {
  const at = stage();
  const box = join(at.state, '../../mail', agent, 'new');
  expect((await linesOf(at)).filter((line) => line.startsWith('mail'))).toEqual([]);
  mkdirSync(box, { recursive: true });
  expect(await linesOf(at)).toContain('mail waiting=0');
  for (const name of ['a.json', 'b.json', 'half']) writeFileSync(join(box, name), '{}');
  expect(await linesOf(at)).toContain('mail waiting=2');
});

test('tells of an agent that was never there', async () => {
  const lines = await linesOf(stage());
  expect(lines.filter((line) => !/^(now|manager|unit)/.test(line))).toEqual([
    `agent ${agent}`,
    'screen session=',
    'end',
  ]);
});

test('no text of a record begins a line of its own', async () => {
  const at = stage();
  mkdirSync(at.state, { recursive: true });
  writeFileSync(join(at.state, 'hook'), 'at=1\nagent other\nend\nlast=$(id) `id` \\n %s\n\nstopped');
  writeFileSync(join(at.state, 'stopped'), '');
  const lines = await linesOf(at);
  expect(lines.filter((line) => line === 'end')).toHaveLength(1);
  expect(lines).toEqual(
    expect.arrayContaining([
      'hook agent other',
      'hook end',
      'hook last=$(id) `id` \\n %s',
      'hook stopped',
      'stopped',
    ]),
  );
});

test('neither a pipe, a flood nor a device in place of a record stops it', async () => {
  const at = stage();
  execFileSync('mkfifo', [join(at.state, 'hook')]);
  writeFileSync(join(at.state, 'exit'), 'x'.repeat(100_000));
  symlinkSync('/dev/zero', join(at.state, 'failures'));
  const lines = await linesOf(at);
  expect(lines.filter((line) => /^(hook|exit|failures)/.test(line))).toEqual([]);
  expect(lines.at(-1)).toBe('end');
});

test('sees sessions that nobody manages, and no viewer', async () => {
  const at = stage();
  await startedAgent(at);
  tmux(at, 'new-session', '-d', '-t', agent, '-s', 'viewer');
  tmux(at, 'new-session', '-d', '-s', 'odd name', 'sleep 600');
  const other = join(at.run, '../dddddddd');
  mkdirSync(other);
  execFileSync('tmux', [
    '-S',
    join(other, 'tmux'),
    '-f',
    '/dev/null',
    'new-session',
    '-d',
    '-s',
    'lost',
    'sleep 600',
  ]);
  onTestFinished(() => void execFileSync('tmux', ['-S', join(other, 'tmux'), 'kill-server']));
  const strays = (await linesOf(at)).filter((line) => line.startsWith('stray'));
  expect(strays).toEqual([
    expect.stringMatching(/^stray mosaic\/aaaaaaaa\/bbbbbbbb \d+ odd name$/),
    expect.stringMatching(/^stray mosaic\/aaaaaaaa\/dddddddd \d+ lost$/),
  ]);
});

test('a stopped tmux server does not hold it up', async () => {
  const at = stage();
  await startedAgent(at);
  await hook(at, 'state=idle');
  const server = Number(tmux(at, 'display-message', '-p', '#{pid}'));
  process.kill(server, 'SIGSTOP');
  onTestFinished(() => void process.kill(server, 'SIGCONT'));
  const lines = await linesOf(at);
  expect(lines).toEqual(expect.arrayContaining(['process alive=1', 'screen session=', 'end']));
});

test('tells what connectors say of themselves, behind their names', async () => {
  const at = stage();
  const own = join(at.state, '../../connectors/mos-discord');
  mkdirSync(own, { recursive: true });
  writeFileSync(join(own, 'status'), 'state=up\nat=1\nend\nwhy=\n');
  mkdirSync(join(at.state, '../../connectors/fresh'));
  const lines = await linesOf(at);
  expect(lines.filter((line) => line.startsWith('link '))).toEqual([
    'link mos-discord state=up',
    'link mos-discord at=1',
    'link mos-discord end',
    'link mos-discord why=',
  ]);
  expect(lines.filter((line) => line === 'end')).toHaveLength(1);
});
