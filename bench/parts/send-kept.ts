import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { probeHost } from '../../src/operate/probe-host.ts';
import { sendMessage } from '../../src/operate/send.ts';
import { connect } from '../../src/remote/connect.ts';
import type { BenchHost } from './hosts.ts';
import { measure } from './measure.ts';
import { REAL } from './real-fleet.ts';

function scripts(...names: readonly string[]): string {
  const folder = join(import.meta.dirname, '../../templates/sh');
  return names.map((name) => readFileSync(join(folder, `${name}.sh`), 'utf8')).join('\n');
}

/** Seconds of so many messages to different agents, over one connection. */
export async function sendOnKeptConnection({ host }: BenchHost, rounds: number): Promise<readonly number[]> {
  const transport = await connect(host);
  const looks = { look: scripts('look'), probe: scripts('screen', 'probe') };
  const { agents } = await probeHost(transport, REAL, looks);
  const script = scripts('screen', 'message', 'composer', 'send');
  const times = [];
  for (const { agent } of agents.slice(0, rounds)) {
    const message = { fleet: REAL, agent, text: `hello ${agent.name}`, wait: 0 };
    let outcome = '';
    const { wall } = await measure(async () => {
      ({ outcome } = await sendMessage(transport, message, script));
    });
    if (outcome !== 'started') throw new Error(`the message to ${agent.name}: ${outcome}`);
    times.push(wall);
  }
  await transport.close();
  return times;
}
