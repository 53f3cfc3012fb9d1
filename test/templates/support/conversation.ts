import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path/posix';
import { agent, readRecord, type Stage, startAgent } from './stage.ts';
import { until } from './until.ts';

export interface Turn {
  readonly turn: number;
  readonly session: string;
  readonly sha256: string;
  readonly message: string;
}

/** Every message that the echo harness got, in order. */
export function turnsOf(at: Stage): readonly Turn[] {
  const lines = readFileSync(join(at.state, 'transcript'), 'utf8').trimEnd().split('\n');
  return lines.map((line) => JSON.parse(line) as Turn).filter((line) => line.message !== undefined);
}

export function tmux(at: Stage, ...args: readonly string[]): string {
  return execFileSync('tmux', ['-N', '-u', '-S', at.socket, ...args], {
    encoding: 'utf8',
    env: { PATH: '/usr/bin:/bin' },
  });
}

/** The screen's lines that are not empty; none where there is no screen. */
export function screen(at: Stage): readonly string[] {
  const args = ['-N', '-u', '-S', at.socket, 'capture-pane', '-p', '-t', `=${agent}:`];
  const { stdout } = spawnSync('tmux', args, { encoding: 'utf8', env: { PATH: '/usr/bin:/bin' } });
  return stdout.split('\n').filter((line) => line.trim() !== '');
}

export function bottomLine(at: Stage): string {
  return screen(at).at(-1) ?? '';
}

/** Starts the agent and awaits its composer. */
export async function startedAgent(at: Stage) {
  const running = startAgent(at);
  await until('the harness shows its composer and says so', () => {
    const { pid } = readRecord(at.run, 'run');
    return pid !== undefined && readRecord(at.state, 'hook')['state'] === 'idle' && bottomLine(at) === '>';
  });
  return running;
}
