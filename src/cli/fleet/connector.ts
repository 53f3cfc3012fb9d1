import { Command } from '@commander-js/extra-typings';
import type {
  ConnectorAddDocument,
  ConnectorListDocument,
  ConnectorPairDocument,
  ConnectorRmDocument,
  ConnectorTestDocument,
} from '../../model/contract-connector.ts';
import type { Connector } from '../../model/fleet.ts';
import { formatSpan } from '../../model/span.ts';
import { cliError, EXIT } from '../cli-error.ts';
import { parseConnectorFlag } from '../connector/connector-flag.ts';
import { findConnector, findConnectors } from '../connector/find-connectors.ts';
import { pairPerson } from '../connector/pair-person.ts';
import { type Added, addConnector, takeConnector } from '../connector/roster-connectors.ts';
import { testConnector } from '../connector/test-connector.ts';
import { testDocument, testText } from '../connector/test-text.ts';
import { addExample } from '../example.ts';
import { withHosts } from '../open-hosts.ts';
import { readShared } from '../options.ts';
import { say } from '../say.ts';
import { type Column, renderTable } from '../table.ts';
import { readFleet } from './read-fleet.ts';
import { explainRemote } from './remote-failure.ts';

/** `mosaic fleet connector add|rm|list|test|pair` */
export function connectorCommand() {
  const command = new Command('connector').description(
    'Say how people reach the orchestrator by chat, and try whether they do.',
  );
  const children = [addCommand(), removeCommand(), listCommand(), testCommand(), pairCommand()];
  for (const child of children) command.addCommand(child);
  return addExample(
    command,
    'mosaic fleet connector add discord:server=1112631390438166618,channel=1517622518662434996,owners=80351110224678912',
    'mosaic fleet connector test',
  );
}

function addCommand() {
  const command = new Command('add')
    .summary('add a connector to the roster')
    .description(
      'Add a connector to the orchestrator: KIND:KEY=VALUE,… with the keys name, server, channel, token, allow, owners, mention, api. The token is the name of a secret.',
    )
    .argument('<connector>', 'discord:server=ID,channel=ID,allow=ID,ID,owners=ID,token=SECRET')
    .action(async (text, _, self) => {
      const shared = readShared(self);
      const added = await addConnector(shared.dir, parseConnectorFlag(text, 'connector add'));
      say<ConnectorAddDocument>(shared, { version: 1, ...added }, addedText(added));
    });
  return addExample(
    command,
    'mosaic fleet connector add discord:server=1112631390438166618,channel=1517622518662434996,allow=80351110224678912,owners=80351110224678912,token=discord-token',
  );
}

function addedText({ connector, secret, changes }: Added): string {
  const isNew = changes.some((line) => line === `+ secret ${secret}`);
  const lines = [
    `added  ${connector} to roster.yaml`,
    ...(isNew ? [`  token     mosaic fleet secret set ${secret}    asks for it`] : []),
    '  next      mosaic fleet deploy',
    `  then      mosaic fleet connector test ${connector}`,
  ];
  return `${lines.join('\n')}\n`;
}

function removeCommand() {
  const command = new Command('rm')
    .summary('remove a connector from the roster')
    .description(
      'Remove a connector from the roster; the next deploy ends it. Its secret stays until it is removed too.',
    )
    .argument('<name>', 'a connector')
    .action(async (name, _, self) => {
      const shared = readShared(self);
      const secret = await takeConnector(shared.dir, name);
      const rest = secret === null ? '' : `  its secret    mosaic fleet secret rm ${secret}\n`;
      const text = `removed  ${name}\n${rest}`;
      say<ConnectorRmDocument>(shared, { version: 1, connector: name, removed: true }, text);
    });
  return addExample(command, 'mosaic fleet connector rm mos-discord');
}

function listCommand() {
  const command = new Command('list')
    .summary('the connectors of the roster')
    .description('List the connectors: where they listen, for whom, and which secret holds the token.')
    .action(async (_, self) => {
      const shared = readShared(self);
      const { connectors } = await readFleet(shared);
      say<ConnectorListDocument>(shared, { version: 1, connectors: connectors.map(view) }, (style) =>
        connectors.length === 0
          ? 'no connectors: mosaic fleet connector add discord:server=…,channel=…\n'
          : renderTable(columns, connectors.map(row), style.dim),
      );
    });
  return addExample(command, 'mosaic fleet connector list');
}

function testCommand() {
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

function pairCommand() {
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

function parseSeconds(text: string): number {
  if (/^[1-9]\d{0,4}$/.test(text)) return Number(text);
  throw cliError({ message: `this takes seconds, not "${text}"`, exitCode: EXIT.usage });
}

const columns: readonly Column[] = [
  { title: 'connector' },
  { title: 'agent' },
  { title: 'host' },
  { title: 'where' },
  { title: 'allow', align: 'right' },
  { title: 'owners', align: 'right' },
  { title: 'token' },
];

function row({ name, kind, agent, host, channel, allow, owners, token }: Connector): readonly string[] {
  return [
    name,
    agent,
    host,
    `${kind} channel ${channel}`,
    String(allow.length),
    String(owners.length),
    `secret:${token}`,
  ];
}

function view({ name, token, allow, owners, ...rest }: Connector) {
  return { connector: name, secret: token, allow: [...allow], owners: [...owners], ...rest };
}
