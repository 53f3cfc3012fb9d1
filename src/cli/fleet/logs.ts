import { Command } from '@commander-js/extra-typings';
import type { LogLineDocument } from '../../model/contract-agent.ts';
import { printable } from '../../model/printable.ts';
import { logsCommand, NO_LOG } from '../../operate/logs.ts';
import { cliError, EXIT } from '../cli-error.ts';
import { addExample } from '../example.ts';
import { type OpenHosts, withHosts } from '../open-hosts.ts';
import { readShared } from '../options.ts';
import { sayLine } from '../say.ts';
import { findAgent, findHost } from './find-agents.ts';
import { lineReader } from './lines.ts';
import { readFleet } from './read-fleet.ts';
import { explainRemote } from './remote-failure.ts';

/** `mosaic fleet logs AGENT` */
export function logsCliCommand() {
  const command = new Command('logs')
    .description(
      'Show when an agent started and how it ended, with the last lines of its screen at each end.',
    )
    .argument('<agent>', 'an agent of the roster')
    .option('-f, --follow', 'go on with what is logged from now, until Ctrl-C')
    .option('-n, --lines <number>', 'how many lines from the end', parseLines, 50)
    .action(async (name, options, self) => {
      const shared = readShared(self);
      const fleet = await readFleet(shared);
      const host = findHost(fleet, findAgent(fleet, name).host);
      const order = logsCommand(fleet.name, name, options.lines, options.follow === true);
      const print = (line: string) => {
        if (shared.json) sayLine<LogLineDocument>({ version: 1, agent: name, line });
        else process.stdout.write(`${printableLine(line)}\n`);
      };
      await withHosts(async (hosts) => printLog({ name, host, order, print }, hosts)).catch(
        (error: unknown) => {
          throw explainRemote(error);
        },
      );
    });
  return addExample(command, 'mosaic fleet logs coder-1', 'mosaic fleet logs coder-1 -f -n 5');
}

interface Log {
  readonly name: string;
  readonly host: ReturnType<typeof findHost>;
  /** The command that prints it. */
  readonly order: string;
  readonly print: (line: string) => void;
}

async function printLog({ name, host, order, print }: Log, hosts: OpenHosts): Promise<void> {
  const lines = lineReader(print);
  const transport = await hosts.open(host);
  const { code, stderr } = await transport.exec(order, { onStdout: lines.push });
  lines.end();
  if (code === 0) return;
  const next = `mosaic fleet status ${name}`;
  if (code === NO_LOG) {
    throw cliError({ message: `${name} has no log on ${host.name}: it was never started there`, next });
  }
  throw cliError({ message: `${host.name}: the log of ${name} cannot be read\n${stderr.trim()}`, next });
}

// Tabs are harmless, and log lines have them.
function printableLine(line: string): string {
  return line.split('\t').map(printable).join('\t');
}

function parseLines(text: string): number {
  if (/^\d{1,7}$/.test(text)) return Number(text);
  throw cliError({ message: `-n takes a number of lines, not "${text}"`, exitCode: EXIT.usage });
}
