import { stat } from 'node:fs/promises';
import { connect } from 'node:net';
import { initOf } from './init.ts';
import { type LabHost, userId } from './record.ts';
import { until } from './until.ts';

/**
 * True once sshd greets and the user manager's bus socket is there: from then on a deploy finds what it needs.
 * False after `seconds`, or as soon as `hasEnded`.
 */
export async function awaitReady(host: LabHost, hasEnded: () => boolean, seconds: number): Promise<boolean> {
  const ready = await until(async () => {
    if (hasEnded()) return false;
    return (await hasUserBus(host)) && (await greets(host, 1000)) ? true : null;
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
    const deadline = setTimeout(() => finish(false), milliseconds);
    const finish = (answer: boolean) => {
      clearTimeout(deadline);
      socket.destroy();
      resolve(answer);
    };
    socket.once('data', (data) => finish(data.toString().startsWith('SSH-2.0-')));
    socket.once('error', () => finish(false));
    socket.once('close', () => finish(false));
  });
}
