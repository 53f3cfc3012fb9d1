import type { MessageTimes } from './chat-times.ts';
import type { Busy, ChatUsage } from './chat-usage.ts';
import { median, percentile } from './measure.ts';
import { fixed, printTable } from './report.ts';

export interface ChatSamples {
  readonly times: readonly MessageTimes[];
  readonly acks: readonly (number | null)[] | null;
  readonly idle: ChatUsage | null;
  readonly busy: Busy | null;
}

export function chatTables(samples: ChatSamples): void {
  const { times, acks, idle, busy } = samples;
  const of = (part: 'reaction' | 'typing' | 'asked' | 'started' | 'reply') => times.map((one) => one[part]);
  const rows: readonly (readonly [string, readonly (number | null)[], string])[] = [
    ['said, until the reaction is there (acknowledged)', of('reaction'), 'at most 1000'],
    ['said, until the courier begins to type', of('typing'), ''],
    ['said, until the model is asked (in front of the agent)', of('asked'), 'median 300'],
    ['said, until its turn is in the ledger', of('started'), ''],
    ['said, until the answer by `reply` is posted', of('reply'), ''],
    ['said to a busy agent, until the ack in words', acks ?? [], 'at most 3000'],
    ['at 50 messages a minute: said, until the answer', busy?.replies ?? [], ''],
  ];
  printTable(
    'Chat, ms',
    ['', 'median', 'p95', 'most', 'of', 'missing', 'goal'],
    rows.map(([name, all, goal]) => [name, ...summary(all), goal]),
  );
  if (idle !== null) usageTable('Idle', idle);
  if (busy !== null) usageTable('At 50 messages a minute', busy.usage);
}

function summary(all: readonly (number | null)[]): readonly (string | number)[] {
  const own = all.filter((time) => time !== null);
  const most = own.length === 0 ? Number.NaN : Math.max(...own);
  const figures = [median(own), percentile(own, 95), most].map((figure) => fixed(figure, 0));
  return [...figures, own.length, all.length - own.length];
}

function usageTable(title: string, usage: ChatUsage): void {
  const rows = Object.entries(usage).map(([name, { rss, pss, cpu }]) => [
    name,
    fixed(rss / 1024, 1),
    fixed(pss / 1024, 1),
    fixed(cpu * 100, 2),
  ]);
  printTable(title, ['', 'RSS, MB', 'PSS, MB', '% of a core'], rows);
}
