import { hostname, userInfo } from 'node:os';
import { Command } from '@commander-js/extra-typings';
import type {
  ConnectorPairDocument,
  ConnectorRestartDocument,
  ConnectorTestDocument,
} from '../../model/contract-connector.ts';
import { formatSpan } from '../../model/span.ts';
import { restartConnector } from '../../operate/restart-connector.ts';
import { cliError, EXIT } from '../cli-error.ts';
import { findConnector, findConnectors } from '../connector/find-connectors.ts';
import { pairPerson } from '../connector/pair-person.ts';
import { testConnector } from '../connector/test-connector.ts';
import { testDocument, testText } from '../connector/test-text.ts';
import { addExample } from '../example.ts';
import { withHosts } from '../open-hosts.ts';
import { readShared } from '../options.ts';
import { say } from '../say.ts';
import { findHost } from './find-agents.ts';
import { hostScript } from './host-scripts.ts';
import { readFleet } from './read-fleet.ts';
import { explainRemote } from './remote-failure.ts';

/** `mosaic fleet connector test` */
export function testCommand() {
  const command = new Command('test')
    .summary('try whether people reach the orchestrator')
    .description(
      'Try connectors from their host: does it run, does the platform take it as it is set up, is its link up, does the agent answer a message. Exit code 1 when something does not.',
    )
    .argument('[name...]', 'only these connectors')
    .option('--wait <seconds>', 'how long the agent may take to answer', parseSeconds, 90)
    .action(async (names, options, self) => {
      const shared = readShared(self);
      const fleet = await readFleet(shared);
      const chosen = findConnectors(fleet, names);
      const tested = await withHosts((hosts) =>
        Promise.all(
          chosen.map(async (connector) => ({
            connector,
            steps: await testConnector(fleet, connector, options.wait, hosts),
          })),
        ),
      ).catch((error: unknown) => {
        throw explainRemote(error);
      });
      say<ConnectorTestDocument>(shared, testDocument(tested), (style) => testText(tested, style));
      if (tested.some(({ steps }) => steps.some(({ ok }) => !ok))) process.exitCode = EXIT.failed;
    });
  return addExample(
    command,
    'mosaic fleet connector test',
    'mosaic fleet connector test mos-discord --wait 30',
  );
}

/** `mosaic fleet connector pair` */
export function pairCommand() {
  const command = new Command('pair')
    .summary('let one person in for direct messages')
    .description(
      'Make a code that is good once: whoever sends it to the bot as a direct message may speak to the orchestrator there from then on.',
    )
    .argument('[name]', 'a connector; may be left out when there is only one')
    .option('--for <seconds>', 'how long the code is good', parseSeconds, 900)
    .action(async (name, options, self) => {
      const shared = readShared(self);
      const fleet = await readFleet(shared);
      const connector = findConnector(fleet, name);
      const { code, until } = await withHosts((hosts) =>
        pairPerson(fleet, connector, options.for, hosts),
      ).catch((error: unknown) => {
        throw explainRemote(error);
      });
      const told = { version: 1, connector: connector.name, code } as const;
      const text = `${code}\n  Sent to the bot of ${connector.name} as a direct message within ${formatSpan(options.for)}, it lets that person in, once.\n`;
      const iso = new Date(until * 1000).toISOString();
      say<ConnectorPairDocument>(shared, { ...told, until: iso }, text);
    });
  return addExample(command, 'mosaic fleet connector pair mos-discord');
}

/** `mosaic fleet connector restart` */
export function restartCommand() {
  const command = new Command('restart')
    .summary('start a connector again')
    .description(
      'Start a connector again, when what had stopped it was mended on the platform. Nothing is lost.',
    )
    .argument('[name]', 'a connector; may be left out when there is only one')
    .action(async (text, _, self) => {
      const shared = readShared(self);
      const fleet = await readFleet(shared);
      const { name, host } = findConnector(fleet, text);
      const order = { fleet: fleet.name, connector: name, by: userInfo().username, where: hostname() };
      const done = await withHosts(async (hosts) =>
        restartConnector(await hosts.open(findHost(fleet, host)), order, hostScript('connector-restart')),
      ).catch((error: unknown) => {
        throw explainRemote(error);
      });
      if (!done)
        throw cliError({ message: `${name} is not deployed on ${host}`, next: 'mosaic fleet deploy' });
      const told = `restarted  ${name}\n  next    mosaic fleet connector test ${name}\n`;
      say<ConnectorRestartDocument>(shared, { version: 1, connector: name, restarted: true }, told);
    });
  return addExample(command, 'mosaic fleet connector restart mos-discord');
}

function parseSeconds(text: string): number {
  if (/^[1-9]\d{0,4}$/.test(text)) return Number(text);
  throw cliError({ message: `this takes seconds, not "${text}"`, exitCode: EXIT.usage });
}
