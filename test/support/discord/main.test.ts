import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { afterEach, expect, test } from 'vitest';
import { remoteControl } from './remote.ts';

let child: ChildProcess | null = null;
afterEach(() => void child?.kill());

test('runs as a process of its own, is told through its control door, and ends with its input', async () => {
  const started = spawn(process.execPath, ['test/support/discord/main.ts'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  child = started;
  const [line] = (await once(createInterface(started.stdout), 'line')) as [string];
  const { api, control } = JSON.parse(line) as { api: string; control: string };
  const discord = remoteControl(control);
  const channel = '400000000000000001';
  const id = await discord.say({ user: '500000000000000001', channel, text: 'hello' });
  expect((await discord.messages(channel)).map((one) => [one.id, one.text])).toEqual([[id, 'hello']]);
  await expect(discord.messages('no')).rejects.toThrow('knows no no');
  expect((await fetch(`${api}/v10/users/@me`)).status).toBe(401);
  started.stdin.end();
  expect((await once(started, 'exit'))[0]).toBe(0);
});
