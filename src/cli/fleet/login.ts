import { hostname, userInfo } from 'node:os';
import { Command } from '@commander-js/extra-typings';
import type { Agent, Fleet } from '../../model/fleet.ts';
import { actOnHost } from '../../operate/lifecycle.ts';
import { loginCommand as loginOnHost } from '../../operate/login-command.ts';
import { probeHost } from '../../operate/probe-host.ts';
import { cliError, EXIT } from '../cli-error.ts';
import { addExample } from '../example.ts';
import { type OpenHosts, withHosts } from '../open-hosts.ts';
import { readShared } from '../options.ts';
import { refuseJson } from '../refuse-json.ts';
import { findAgent, findHost } from './find-agents.ts';
import { hostScript, hostTool, probeScripts } from './host-scripts.ts';
import { readFleet } from './read-fleet.ts';
import { explainRemote } from './remote-failure.ts';

/** `mosaic fleet login AGENT`; ends as the harness' own login ends. */
export function loginCommand() {
  const command = new Command('login')
    .description(
      'Log an agent in with its subscription, by the login of its harness, on its host and for it alone. Then it is restarted, in its conversation.',
    )
    .argument('<agent>', 'an agent of the roster')
    .action(async (name, _options, self) => {
      const shared = readShared(self);
      refuseJson(shared, 'login', `mosaic fleet status ${name} --json`);
      const fleet = await readFleet(shared);
      const agent = findAgent(fleet, name);
      refuseWithout(agent);
      await withHosts((hosts) => login(fleet, agent, hosts)).catch((error: unknown) => {
        throw explainRemote(error);
      });
    });
  return addExample(command, 'mosaic fleet login mos');
}

function refuseWithout({ name, auth, runtime }: Agent): void {
  if (auth === 'subscription') return;
  const message =
    auth === 'secret'
      ? `${name} has no login: its key is a secret. Give it another value, and deploy.`
      : `${name} has no login: the runtime ${runtime} needs none`;
  const next =
    auth === 'secret'
      ? { which: 'mosaic fleet secret list', deploy: 'mosaic fleet deploy' }
      : `mosaic fleet status ${name}`;
  throw cliError({ message, next, exitCode: EXIT.usage });
}

async function login(fleet: Fleet, { name, host: on }: Agent, hosts: OpenHosts): Promise<void> {
  const transport = await hosts.open(findHost(fleet, on));
  const probe = await probeHost(transport, fleet.name, probeScripts());
  const found = probe.agents.find(({ agent }) => agent.name === name);
  if (found === undefined)
    throw cliError({ message: `${name} is not deployed on ${on}`, next: 'mosaic fleet deploy' });
  const code = await transport.attach(loginOnHost(fleet.name, found.agent, hostScript('enter', 'login')));
  if (code !== 0) {
    const next = { status: `mosaic fleet status ${name}`, retry: `mosaic fleet login ${name}` };
    throw cliError({ message: `${name} is not logged in: its login ended with ${code}`, next });
  }
  // What a running harness holds in its memory may be the login of before.
  const who = { by: userInfo().username, where: hostname() };
  const order = { fleet: fleet.name, act: 'restart', ...who, agents: [name] } as const;
  await actOnHost(transport, order, hostTool('lifecycle'));
  process.stdout.write(`${name} is logged in, and restarted in its conversation\n`);
}
