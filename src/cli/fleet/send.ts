import { buffer } from 'node:stream/consumers';
import { Command } from '@commander-js/extra-typings';
import type { SendDocument } from '../../model/contract-agent.ts';
import type { Fleet } from '../../model/fleet.ts';
import { printable } from '../../model/printable.ts';
import type { SendOutcome } from '../../model/send-outcome.ts';
import { probeHost } from '../../operate/probe-host.ts';
import { sendMessage } from '../../operate/send.ts';
import { cliError, EXIT } from '../cli-error.ts';
import { addExample } from '../example.ts';
import { onInterrupt } from '../interrupt.ts';
import { type OpenHosts, withHosts } from '../open-hosts.ts';
import { readShared, type SharedOptions } from '../options.ts';
import { say } from '../say.ts';
import { findAgent, findHost } from './find-agents.ts';
import { probeScripts, sendScript } from './host-scripts.ts';
import { readFleet } from './read-fleet.ts';
import { explainRemote } from './remote-failure.ts';
import { sendFailure } from './send-failure.ts';
import { sendQueued } from './send-queued.ts';

/** `mosaic fleet send AGENT TEXT|-` */
export function sendCommand() {
  const command = new Command('send')
    .description(
      'Type a message to an agent, once, if it stands at its empty composer. Says honestly what became of it.',
    )
    .argument('<agent>', 'an agent of the roster')
    .argument('<text>', 'the message; `-` reads it from stdin')
    .option(
      '--queue',
      'do not type it now: its host does when the agent rests; `mosaic fleet mail` tells how far it is',
    )
    .option('--wait <seconds>', 'wait so long for the answer, and print it', parseSeconds, 0)
    .action(async (name, text, options, self) => {
      const shared = readShared(self);
      const fleet = await readFleet(shared);
      findAgent(fleet, name);
      const message = text === '-' ? await buffer(process.stdin) : text;
      if (options.queue === true) return sendQueued(shared, fleet, name, message, options.wait);
      onInterrupt(() => `the message to ${name} may have been typed: look before you send it again`);
      const outcome = await withHosts((hosts) => send(fleet, name, message, options.wait, hosts)).catch(
        (error: unknown) => {
          throw explainRemote(error);
        },
      );
      tell(shared, name, outcome, options.wait);
    });
  return addExample(
    command,
    "mosaic fleet send coder-1 'run the tests' --wait 120",
    "mosaic fleet send coder-1 'then tidy up' --queue",
    'git diff | mosaic fleet send reviewer -',
  );
}

async function send(
  fleet: Fleet,
  name: string,
  text: Uint8Array | string,
  wait: number,
  hosts: OpenHosts,
): Promise<SendOutcome> {
  const host = findHost(fleet, findAgent(fleet, name).host);
  const transport = await hosts.open(host);
  const probe = await probeHost(transport, fleet.name, probeScripts());
  const found = probe.agents.find(({ agent }) => agent.name === name);
  if (found === undefined)
    throw cliError({
      message: `${name} is not deployed on ${host.name}; nothing was sent`,
      next: 'mosaic fleet deploy',
    });
  if (found.signals.stopMark)
    throw cliError({ message: `${name} is stopped; nothing was sent`, next: `mosaic fleet start ${name}` });
  return sendMessage(transport, { fleet: fleet.name, agent: found.agent, text, wait }, sendScript());
}

function tell(shared: SharedOptions, agent: string, outcome: SendOutcome, wait: number): void {
  const arrived = outcome.outcome === 'answered' || outcome.outcome === 'started';
  if (shared.json) {
    say<SendDocument>(shared, { version: 1, agent, ...outcome, mail: null }, '');
    if (!arrived) process.exitCode = EXIT.failed;
    return;
  }
  if (!arrived) throw sendFailure(agent, outcome);
  if (outcome.answer !== null)
    process.stdout.write(`${outcome.answer.split('\n').map(printable).join('\n')}\n`);
  else process.stdout.write(`${startedText(agent, outcome, wait)}\n`);
}

function startedText(agent: string, { turn, why }: SendOutcome, wait: number): string {
  const which = turn === null ? '' : ` turn ${turn}`;
  const note = why === '' ? '' : `: ${printable(why)}`;
  return `${agent} has begun${which || ' a turn'}${note}${wait > 0 && note === '' ? ', and has not answered yet' : ''}`;
}

function parseSeconds(text: string): number {
  if (/^\d{1,6}$/.test(text)) return Number(text);
  throw cliError({ message: `--wait takes seconds, not "${text}"`, exitCode: EXIT.usage });
}
