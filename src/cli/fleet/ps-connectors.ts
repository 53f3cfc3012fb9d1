import type { PsConnector } from '../../model/contract-ps.ts';
import { printable } from '../../model/printable.ts';
import { formatSpan } from '../../model/span.ts';
import { fitTable } from '../fit-table.ts';
import type { Cell, Column } from '../table.ts';
import type { TableOptions } from './ps-table.ts';

type Tone = 'green' | 'cyan' | 'yellow' | 'red' | 'dim';

const LOOKS: Readonly<Record<PsConnector['link'], readonly [symbol: string, tone: Tone]>> = {
  up: ['●', 'green'],
  connecting: ['◌', 'cyan'],
  down: ['◐', 'yellow'],
  failed: ['✕', 'red'],
  unknown: ['?', 'yellow'],
  'not-deployed': ['·', 'dim'],
  unreachable: ['✕', 'red'],
};

const columns: readonly Column[] = [
  { title: 'host' },
  { title: 'connector' },
  { title: 'link' },
  { title: 'for', align: 'right' },
  { title: 'reaches' },
  { title: 'last', max: 56 },
  { title: '' },
];

/** A table of the connectors below that of the agents; nothing without connectors. */
export function connectorTable(rows: readonly PsConnector[], options: TableOptions): string {
  if (rows.length === 0) return '';
  const width = options.width ?? Number.POSITIVE_INFINITY;
  const cells = rows.map((row) => cellsOf(row, options));
  return `\n${fitTable(columns, cells, options.style.dim, { elastic: 'last', width })}`;
}

function cellsOf(row: PsConnector, { style, symbols }: TableOptions): readonly Cell[] {
  const [symbol, tone] = LOOKS[row.link];
  const next = row.next === null ? '' : `${symbols ? '→' : '->'} ${printable(row.next)}`;
  return [
    row.host,
    row.connector,
    { text: symbols ? `${symbol} ${row.link}` : row.link, color: style[tone] },
    row.for === null ? '–' : formatSpan(row.for),
    row.agent,
    lastOf(row),
    { text: next, color: style.cyan },
  ];
}

function lastOf({ why, waiting }: PsConnector): string {
  const posts = waiting === null || waiting === 0 ? [] : [`${waiting} to be posted`];
  return [...(why === '' ? [] : [why.split('\n', 1)[0] ?? '']), ...posts].join('; ');
}
