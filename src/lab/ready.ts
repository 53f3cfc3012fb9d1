import { stat } from 'node:fs/promises';
import { connect } from 'node:net';
import { readActivity } from './cgroup.ts';
import { initOf } from './init.ts';
import { type LabHost, userId } from './record.ts';
import { until } from './until.ts';

/**
 * True once sshd greets and the user manager's bus socket is there: from then on a deploy finds what it needs.
 * False after `seconds`, or when the host has ended meanwhile.
 */
export async function awaitReady(host: LabHost, seconds: number): Promise<boolean> {
  let seen = false;
  const ready = await until(async () => {
    const up = (await readActivity(host)) !== 'off';
    seen ||= up;
    if (seen && !up) return false;
    return up && (await hasUserBus(host)) && (await greets(host, 1000)) ? true : null;
  }, seconds);
  return ready ?? false;
}

async function hasUserBus(host: LabHost): Promise<boolean> {
  const init = await initOf(host);
  if (init === null) return false;
  return stat(`/proc/${init}/root/run/user/${userId}/bus`).then(
    () => true,
    () => false,
  );
}

/** Whether an SSH server says its banner within `milliseconds`. */
export function greets(host: Pick<LabHost, 'address' | 'port'>, milliseconds: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: host.address, port: host.port });
    const finish = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(milliseconds, () => finish(false));
    socket.once('data', (data) => finish(data.toString().startsWith('SSH-2.0-')));
    socket.once('error', () => finish(false));
    socket.once('close', () => finish(false));
  });
}
