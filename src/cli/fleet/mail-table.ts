import type { MailDocument } from '../../model/contract-mail.ts';
import type { MailState } from '../../model/mail.ts';
import type { MailRow } from '../../model/mail-rows.ts';
import { printable } from '../../model/printable.ts';
import { formatSpan } from '../../model/span.ts';
import type { Style } from '../style.ts';
import { type Column, renderTable } from '../table.ts';

const TONES: Readonly<Record<MailState, 'green' | 'cyan' | 'yellow' | 'red' | 'dim'>> = {
  queued: 'cyan',
  held: 'yellow',
  typing: 'cyan',
  injected: 'cyan',
  started: 'cyan',
  answered: 'green',
  expired: 'red',
  failed: 'red',
  ambiguous: 'red',
};

const COLUMNS: readonly Column[] = [
  { title: 'age', align: 'right' },
  { title: 'from', max: 40 },
  { title: 'to' },
  { title: 'state' },
  { title: 'why', max: 100 },
];

/** What `mosaic fleet mail` prints; `now`: each host's clock, in milliseconds. */
export function mailTable(
  { hosts }: MailDocument,
  rows: readonly MailRow[],
  now: Readonly<Record<string, number>>,
  style: Style,
): string {
  const cells = rows.map((row) => [
    row.at === null ? '–' : formatSpan(Math.max(0, Math.round(((now[row.host] ?? 0) - row.at) / 1000))),
    row.from ?? '–',
    row.agent,
    { text: row.state, color: style[TONES[row.state]] },
    row.why,
  ]);
  const table = rows.length === 0 ? 'no mail\n' : renderTable(COLUMNS, cells, style.dim);
  return `${table}${hosts.map((host) => trouble(host, rows, style)).join('')}`;
}

/** Why not all is told of a host, or nothing is delivered there. */
function trouble(
  { host, courier, error }: MailDocument['hosts'][number],
  rows: readonly MailRow[],
  style: Style,
): string {
  if (error !== null)
    return `\n${host}: ${printable(error.message)}\n  ${style.cyan(printable(error.next))}\n`;
  if (courier === 'down')
    return `\n${host}: its courier does not run, so nothing is delivered there\n  ${style.cyan(`mosaic fleet verify ${host}`)}\n`;
  const waits = rows.some((row) => row.host === host && (row.state === 'queued' || row.state === 'held'));
  if (courier === 'none' && waits)
    return `\n${host}: it has no courier, so nothing is delivered there: the roster must say mail: true\n  ${style.cyan('mosaic fleet deploy')}\n`;
  return '';
}
