import { Command } from '@commander-js/extra-typings';
import type { Connector } from '../../model/connector.ts';
import type {
  ConnectorAddDocument,
  ConnectorListDocument,
  ConnectorRmDocument,
} from '../../model/contract-connector.ts';
import { parseConnectorFlag } from '../connector/connector-flag.ts';
import { type Added, addConnector, takeConnector } from '../connector/roster-connectors.ts';
import { addExample } from '../example.ts';
import { readShared } from '../options.ts';
import { say } from '../say.ts';
import { type Column, renderTable } from '../table.ts';
import { pairCommand, restartCommand, testCommand } from './connector-live.ts';
import { readFleet } from './read-fleet.ts';

/** `mosaic fleet connector add|rm|list|test|pair|restart` */
export function connectorCommand() {
  const command = new Command('connector').description(
    'Say how people reach the orchestrator by chat, and try whether they do.',
  );
  const children = [
    addCommand(),
    removeCommand(),
    listCommand(),
    testCommand(),
    pairCommand(),
    restartCommand(),
  ];
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
