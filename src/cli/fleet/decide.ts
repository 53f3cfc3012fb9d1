import { Command } from '@commander-js/extra-typings';
import type { DecideDocument } from '../../model/contract-agent.ts';
import type { Fleet } from '../../model/fleet.ts';
import { printable } from '../../model/printable.ts';
import { type DecideOutcome, type Decision, decidePrompt } from '../../operate/decide.ts';
import { probeHost } from '../../operate/probe-host.ts';
import { type CliError, cliError, EXIT, type NextSteps } from '../cli-error.ts';
import { addExample } from '../example.ts';
import { onInterrupt } from '../interrupt.ts';
import { type OpenHosts, withHosts } from '../open-hosts.ts';
import { readShared } from '../options.ts';
import { say } from '../say.ts';
import { findAgent, findHost } from './find-agents.ts';
import { hostTool, probeScripts } from './host-scripts.ts';
import { readFleet } from './read-fleet.ts';
import { explainRemote } from './remote-failure.ts';

const WORDS = {
  approve: { decision: 'allow', done: 'approved', says: 'Allow what an agent asks for permission to do.' },
  deny: { decision: 'deny', done: 'denied', says: 'Deny what an agent asks for permission to do.' },
} as const;

type Verb = keyof typeof WORDS;

/** `mosaic fleet approve|deny AGENT [--fingerprint F]` */
export function decideCommand(verb: Verb) {
  const { says } = WORDS[verb];
  const command = new Command(verb)
    .description(`${says} No key is pressed unless that question stands on its screen.`)
    .argument('<agent>', 'an agent of the roster')
    .option('--fingerprint <word>', 'only the prompt of this fingerprint, as ps --json tells it')
    .action(async (name, options, self) => {
      const shared = readShared(self);
      const fleet = await readFleet(shared);
      findAgent(fleet, name);
      onInterrupt(() => `the prompt of ${name} may have been answered: look before you do it again`);
      const order = { decision: WORDS[verb].decision, fingerprint: options.fingerprint ?? null };
      const outcome = await withHosts((hosts) => decide(fleet, name, order, hosts)).catch(
        (error: unknown) => {
          throw explainRemote(error);
        },
      );
      if (outcome.outcome !== 'decided' && !shared.json) throw failure(verb, name, outcome);
      const text = `${name}: ${WORDS[verb].done} ${printable(outcome.prompt ?? '')}\n`;
      say<DecideDocument>(shared, { version: 1, agent: name, decision: order.decision, ...outcome }, text);
      if (outcome.outcome !== 'decided') process.exitCode = EXIT.failed;
    });
  return addExample(
    command,
    `mosaic fleet ${verb} coder-2`,
    `mosaic fleet ${verb} coder-2 --fingerprint 5b0c1f6a2d9e4477`,
  );
}

async function decide(
  fleet: Fleet,
  name: string,
  order: { readonly decision: Decision; readonly fingerprint: string | null },
  hosts: OpenHosts,
): Promise<DecideOutcome> {
  const host = findHost(fleet, findAgent(fleet, name).host);
  const transport = await hosts.open(host);
  const probe = await probeHost(transport, fleet.name, probeScripts());
  const found = probe.agents.find(({ agent }) => agent.name === name);
  if (found === undefined)
    throw cliError({ message: `${name} is not deployed on ${host.name}`, next: 'mosaic fleet deploy' });
  return decidePrompt(transport, { fleet: fleet.name, agent: found.agent, ...order }, hostTool('decide'));
}

function failure(verb: Verb, agent: string, { outcome, why, prompt }: DecideOutcome): CliError {
  const nothing = outcome === 'ambiguous' ? '' : 'nothing was pressed: ';
  const asks = outcome === 'changed' && prompt !== null ? `: ${printable(prompt)}` : '';
  return cliError({ message: `${agent}: ${nothing}${why}${asks}`, next: nextSteps(verb, agent, outcome) });
}

function nextSteps(verb: Verb, agent: string, outcome: DecideOutcome['outcome']): NextSteps {
  switch (outcome) {
    case 'changed':
      return { look: `mosaic fleet status ${agent}`, [verb]: `mosaic fleet ${verb} ${agent}` };
    case 'unclear':
    case 'ambiguous':
      return { look: `mosaic fleet attach ${agent}` };
    default:
      return { look: `mosaic fleet status ${agent}` };
  }
}
