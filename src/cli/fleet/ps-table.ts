import type { PsDocument, PsRow, PsState } from '../../model/contract-ps.ts';
import { printable } from '../../model/printable.ts';
import { formatSpan } from '../../model/span.ts';
import { fitTable } from '../fit-table.ts';
import type { Style } from '../style.ts';
import type { Cell, Column } from '../table.ts';
import { connectorTable } from './ps-connectors.ts';

type Tone = 'green' | 'cyan' | 'yellow' | 'red' | 'dim';

const LOOKS: Readonly<Record<PsState, readonly [symbol: string, tone: Tone]>> = {
  idle: ['●', 'green'],
  busy: ['●', 'cyan'],
  starting: ['◌', 'cyan'],
  waiting: ['◐', 'yellow'],
  'rate-limited': ['◐', 'yellow'],
  'auth-hold': ['✕', 'red'],
  stalled: ['✕', 'red'],
  exited: ['✕', 'red'],
  stopped: ['○', 'dim'],
  unknown: ['?', 'yellow'],
  'not-deployed': ['·', 'dim'],
  unmanaged: ['·', 'dim'],
  unreachable: ['✕', 'red'],
};

export interface TableOptions {
  readonly style: Style;
  /** Symbols stand only on a terminal; a pipe gets plain words. */
  readonly symbols: boolean;
  /** Columns of the terminal; none where there is no terminal. */
  readonly width?: number | undefined;
}

/** What `mosaic fleet ps` prints: a line about the fleet, an empty one, and the table. */
export function psTable(document: PsDocument, options: TableOptions): string {
  const { style } = options;
  const columns = columnsFor(document.agents);
  const rows = document.agents.map((row) => columns.map((column) => column.cell(row, options)));
  const width = options.width ?? Number.POSITIVE_INFINITY;
  const table = fitTable(columns, rows, style.dim, { elastic: 'last', width });
  return `${style.bold(`fleet ${document.fleet}`)}${headline(document)}\n\n${table}${connectorTable(document.connectors, options)}${troubles(document, options)}`;
}

/** Of hosts that answered, and yet could not tell all. */
function troubles({ hosts }: PsDocument, options: TableOptions): string {
  return hosts
    .filter((host) => host.reachable)
    .map(({ host, error }) =>
      error === null ? '' : `\n${host}: ${printable(error.message)}  ${arrow(error.next, options)}\n`,
    )
    .join('');
}

function headline({ hosts, agents }: PsDocument): string {
  const silent = hosts.filter((host) => !host.reachable).length;
  const parts = [
    count(hosts.length, 'host'),
    count(agents.filter((row) => row.managed).length, 'agent'),
    ...(silent === 0 ? [] : [`${count(silent, 'host')} unreachable`]),
  ];
  return parts.map((part) => ` · ${part}`).join('');
}

export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

interface PsColumn extends Column {
  readonly cell: (row: PsRow, options: TableOptions) => Cell;
}

/** Columns in which nothing would stand are left out. */
function columnsFor(rows: readonly PsRow[]): readonly PsColumn[] {
  const hasContext = rows.some((row) => row.context !== null);
  const hasMail = rows.some((row) => row.mail !== null);
  const hasHint = rows.some((row) => row.next !== null);
  return [
    { title: 'host', cell: (row) => row.host },
    {
      title: 'agent',
      cell: (row, { symbols }) => (row.orchestrator ? `${row.agent} ${symbols ? '★' : '*'}` : row.agent),
    },
    { title: 'runtime', cell: (row) => runtimeText(row) ?? '–' },
    { title: 'state', cell: (row, options) => stateCell(row.state, options) },
    { title: 'for', align: 'right', cell: (row) => (row.for === null ? '–' : formatSpan(row.for)) },
    { title: 'model', max: 24, cell: (row) => row.model ?? '–' },
    ...(hasContext
      ? [{ title: 'ctx', align: 'right', cell: (row) => row.context ?? '–' } satisfies PsColumn]
      : []),
    ...(hasMail
      ? [{ title: 'mail', align: 'right', cell: (row) => String(row.mail ?? '–') } satisfies PsColumn]
      : []),
    { title: 'last', max: 56, cell: (row) => lastWord(row) },
    ...(hasHint ? [{ title: '', cell: hintCell } satisfies PsColumn] : []),
  ];
}

export function stateCell(state: PsState, { style, symbols }: TableOptions): Cell {
  const [symbol, tone] = LOOKS[state];
  return { text: symbols ? `${symbol} ${state}` : state, color: style[tone] };
}

/** `claude 2.1.330`; the version is what runs, by its own word. */
export function runtimeText({ runtime, version }: PsRow): string | null {
  return runtime === null || version === null ? runtime : `${runtime} ${version}`;
}

// What it asks matters more than what it said, and why it does not work more than either.
function lastWord(row: PsRow): string {
  if (row.state === 'waiting') return row.prompt ?? row.last ?? row.why;
  if (row.state === 'idle' || row.state === 'busy') return row.last ?? '';
  if (row.state === 'stopped') return '';
  return firstLine(row.why);
}

function hintCell(row: PsRow, options: TableOptions): Cell {
  return row.next === null ? '' : { text: arrow(row.next, options), color: options.style.cyan };
}

function arrow(next: string, { symbols }: TableOptions): string {
  return `${symbols ? '→' : '->'} ${printable(next)}`;
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? '';
}
