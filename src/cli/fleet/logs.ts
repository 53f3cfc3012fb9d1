import { Command } from '@commander-js/extra-typings';
import { printable } from '../../model/printable.ts';
import { logsCommand, NO_LOG } from '../../operate/logs.ts';
import { cliError, EXIT } from '../cli-error.ts';
import { addExample } from '../example.ts';
import { withHosts } from '../open-hosts.ts';
import { readShared } from '../options.ts';
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
    .argument('<agent>')
    .option('-f, --follow', 'go on with what is logged from now, until Ctrl-C')
    .option('-n, --lines <number>', 'how many lines from the end', parseLines, 50)
    .action(async (name, options, self) => {
      const shared = readShared(self);
      const fleet = await readFleet(shared);
      const agent = findAgent(fleet, name);
      const command = logsCommand(fleet.name, agent.name, options.lines, options.follow === true);
      const print = (line: string) =>
        process.stdout.write(
          `${shared.json ? JSON.stringify({ agent: name, line }) : printableLine(line)}\n`,
        );
      const lines = lineReader(print);
      await withHosts(async (hosts) => {
        const transport = await hosts.open(findHost(fleet, agent.host));
        const result = await transport.exec(command, { onStdout: lines.push });
        lines.end();
        if (result.code === NO_LOG) throw noLog(name, agent.host);
        if (result.code !== 0)
          throw cliError({
            message: `${agent.host}: the log of ${name} cannot be read\n${result.stderr.trim()}`,
          });
      }).catch((error: unknown) => {
        throw explainRemote(error);
      });
    });
  return addExample(command, 'mosaic fleet logs coder-1', 'mosaic fleet logs coder-1 -f -n 5');
}

// Tabs are harmless, and log lines have them.
function printableLine(line: string): string {
  return line.split('\t').map(printable).join('\t');
}

function parseLines(text: string): number {
  if (/^\d{1,7}$/.test(text)) return Number(text);
  throw cliError({ message: `-n takes a number of lines, not "${text}"`, exitCode: EXIT.usage });
}

function noLog(agent: string, host: string) {
  const message = `${agent} has no log on ${host}: it was never started there`;
  return cliError({ message, next: `mosaic fleet status ${agent}` });
}
