import { Command } from '@commander-js/extra-typings';
import { unitName } from '../../model/unit-name.ts';
import { socketOf } from '../../operate/socket-of.ts';
import { attachCommand, hasTerminalCommand } from '../../operate/terminal-command.ts';
import { cliError } from '../cli-error.ts';
import { addExample } from '../example.ts';
import { withHosts } from '../open-hosts.ts';
import { readShared } from '../options.ts';
import { refuseJson } from '../refuse-json.ts';
import { findAgent, findHost } from './find-agents.ts';
import { hostScript } from './host-scripts.ts';
import { readFleet } from './read-fleet.ts';
import { explainRemote } from './remote-failure.ts';

/** `mosaic fleet attach AGENT`; ends as tmux ends. */
export function attachCliCommand() {
  const command = new Command('attach')
    .description('Sit down at the terminal of an agent. Ctrl-b d leaves it; the agent goes on.')
    .argument('<agent>', 'an agent of the roster')
    .option('--read-only', 'only look: no key reaches the agent')
    .action(async (name, options, self) => {
      const shared = readShared(self);
      refuseJson(shared, 'attach', `mosaic fleet status ${name} --json`);
      const fleet = await readFleet(shared);
      const { host } = findAgent(fleet, name);
      const seat = { name, socket: socketOf(fleet.name, name), unit: unitName.agent(fleet.name, name) };
      const enter = hostScript('enter');
      await withHosts(async (hosts) => {
        const transport = await hosts.open(findHost(fleet, host));
        const { code } = await transport.exec(hasTerminalCommand(seat, enter), { deadlineMs: 10_000 });
        if (code !== 0) throw noTerminal(name, host);
        process.exitCode = await transport.attach(attachCommand(seat, enter, options.readOnly === true));
      }).catch((error: unknown) => {
        throw explainRemote(error);
      });
    });
  return addExample(command, 'mosaic fleet attach coder-1', 'mosaic fleet attach coder-1 --read-only');
}

function noTerminal(agent: string, host: string) {
  const message = `${agent} has no terminal on ${host} now: it is stopped, has ended, or is not deployed`;
  return cliError({
    message,
    next: { look: `mosaic fleet status ${agent}`, start: `mosaic fleet start ${agent}` },
  });
}
