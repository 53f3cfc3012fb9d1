import type { Connector } from '../../model/connector.ts';
import type { ConnectorTestDocument } from '../../model/contract-connector.ts';
import { printable } from '../../model/printable.ts';
import type { Style } from '../style.ts';
import type { TestStep } from './test-connector.ts';

export interface Tested {
  readonly connector: Connector;
  readonly steps: readonly TestStep[];
}

export function testDocument(tested: readonly Tested[]): ConnectorTestDocument {
  const connectors = tested.map(({ connector: { name, host, channel }, steps }) => ({
    connector: name,
    host,
    ok: steps.every(({ ok }) => ok),
    steps: steps.map((step) => ({ ...step })),
    channel,
  }));
  return { version: 1, connectors };
}

/** A line a step, and at the end what only a person can try. */
export function testText(tested: readonly Tested[], style: Style): string {
  return tested.map((one) => `${linesOf(one, style).join('\n')}\n`).join('\n');
}

function linesOf({ connector, steps }: Tested, style: Style): readonly string[] {
  const lines = steps.flatMap(({ ok, said, next }) => [
    `  ${ok ? style.green('ok') : style.red('no')}  ${printable(said)}`,
    ...(next === null ? [] : [`      ${style.cyan(next)}`]),
  ]);
  return [connector.name, ...lines, ...(steps.every(({ ok }) => ok) ? [sayHello(connector, style)] : [])];
}

function sayHello({ server, channel }: Connector, style: Style): string {
  return `  now say hello in #${channel}    ${style.cyan(`https://discord.com/channels/${server}/${channel}`)}`;
}
