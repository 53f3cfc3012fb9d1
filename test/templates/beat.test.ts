import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path/posix';
import { expect, onTestFinished, test } from 'vitest';
import { agent, hook, readRecord, type Stage, stage, start } from './support/stage.ts';
import { template } from './support/templates.ts';
import { until } from './support/until.ts';

function startBeat(at: Stage, every: string) {
  writeFileSync(
    join(at.root, 'objects/agents'),
    `${agent}\tmosaic/aaaaaaaa/bbbbbbbb\nother\tmosaic/aaaaaaaa/cccccccc\n`,
  );
  const { child } = start(at, template('sh/beat.sh'), [at.root, 'objects/agents', 'launch', every]);
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
}

const beat = (at: Stage, name = agent) => readRecord(at.state, '../../beats', name);

function sleeper(at: Stage) {
  const child = spawn('/bin/sleep', ['600'], { stdio: 'ignore' });
  onTestFinished(() => void child.kill('SIGKILL'));
  const fields = readFileSync(`/proc/${child.pid}/stat`, 'utf8')
    .replace(/^.*\) /s, '')
    .split(' ');
  writeFileSync(join(at.run, 'run'), `launch=abc\nat=5\npid=${child.pid}\nstart=${fields[19]}\nwrapper=1\n`);
  return child;
}

// Every beat but the first comes by a poke: the next round is an hour away.
const hour = '3600';

test('beats at once, and again when a hook pokes', async () => {
  const at = stage();
  const child = sleeper(at);
  startBeat(at, hour);
  await until('the first beat', () => beat(at)['alive'] === '1');
  expect(beat(at)).toMatchObject({ launch: 'abc', pid: String(child.pid), pstate: 'S', hook_state: '' });
  expect(beat(at, 'other')).toMatchObject({ launch: '', pid: '', alive: '0' });
  await hook(at, 'state=waiting', 'last=x');
  await until('the poked beat', () => beat(at)['hook_state'] === 'waiting');
  expect(beat(at)['hook_at']).toBe(readRecord(at.state, 'hook')['at']);
});

test('tells a stopped, an ended and a foreign process from a living one', async () => {
  const at = stage();
  const child = sleeper(at);
  const run = readFileSync(join(at.run, 'run'), 'utf8');
  startBeat(at, hour);
  await until('alive', () => beat(at)['alive'] === '1');
  child.kill('SIGSTOP');
  await until('stopped', async () => (await hook(at, 'state=')) && beat(at)['pstate'] === 'T');
  expect(beat(at)['alive']).toBe('1');
  writeFileSync(join(at.run, 'run'), run.replace(/start=(\d+)/, 'start=1$1'));
  await until('a stranger with its pid', async () => (await hook(at, 'state=')) && beat(at)['alive'] === '0');
  writeFileSync(join(at.run, 'run'), run);
  await until('alive again', async () => (await hook(at, 'state=')) && beat(at)['alive'] === '1');
  child.kill('SIGKILL');
  await until('ended', async () => (await hook(at, 'state=')) && beat(at)['alive'] === '0');
});

test('a hook without news does not poke', async () => {
  const at = stage();
  const words = 'trap "echo poked" USR1; trap "echo asked" USR2; echo up; while :; do sleep 0.02; done';
  const child = spawn('/bin/sh', ['-c', words], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  const said = async () => String((await once(child.stdout, 'data'))[0]);
  expect(await said()).toBe('up\n');
  const stat = readFileSync(`/proc/${child.pid}/stat`, 'utf8').replace(/^.*\) /s, '');
  await hook(at, 'state=idle');
  writeFileSync(join(at.state, '../../beat.pid'), `${child.pid} ${stat.split(' ')[19]}\n`);
  await hook(at, 'state=idle', 'last=the same again');
  // A poke before it would be heard before it.
  child.kill('SIGUSR2');
  expect(await said()).toBe('asked\n');
  const poked = said();
  await hook(at, 'state=busy');
  expect(await poked).toBe('poked\n');
});

test('beats by itself', async () => {
  const at = stage();
  startBeat(at, '0.05');
  const path = join(at.state, '../../beats', agent);
  const inode = await until('a beat', () => statSync(path, { throwIfNoEntry: false })?.ino);
  await until('another one, by rename', () => statSync(path).ino !== inode);
});

test('a storm of pokes does not end it', async () => {
  const at = stage();
  const sidecar = startBeat(at, hour);
  await until('a beat', () => beat(at)['at']);
  await Promise.all(Array.from({ length: 30 }, () => hook(at, 'turn+', 'state=busy')));
  await hook(at, 'state=idle');
  await until('the last word', () => beat(at)['hook_state'] === 'idle');
  expect(sidecar.exitCode).toBeNull();
});

test('never pokes a stranger that got the pid of a dead sidecar', async () => {
  const at = stage();
  // SIGUSR1 would end it.
  const stranger = spawn('/bin/sleep', ['600'], { stdio: 'ignore' });
  onTestFinished(() => void stranger.kill('SIGKILL'));
  writeFileSync(join(at.state, '../../beat.pid'), `${stranger.pid} 1\n`);
  expect(await hook(at, 'state=idle')).toMatchObject({ code: 0, stderr: '' });
  // Had it been poked, the earlier signal would have ended it.
  stranger.kill('SIGTERM');
  await once(stranger, 'exit');
  expect(stranger.signalCode).toBe('SIGTERM');
});
