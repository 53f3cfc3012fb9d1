import { Command } from '@commander-js/extra-typings';
import type { HistoryDocument } from '../../model/contract-deploy.ts';
import type { Act } from '../../provision/facts.ts';
import { planFleet } from '../../provision/plan-fleet.ts';
import { compileFleet } from '../compile-fleet.ts';
import { addExample } from '../example.ts';
import { withHosts } from '../open-hosts.ts';
import { readShared } from '../options.ts';
import { say } from '../say.ts';
import type { Style } from '../style.ts';
import { renderTable } from '../table.ts';
import { chosenHosts } from './chosen-hosts.ts';
import { deployScripts } from './deploy-actor.ts';
import { exitCodeOf } from './outcome-lines.ts';

type Row = HistoryDocument['acts'][number];

/** `mosaic fleet history [HOST…]` */
export function historyCommand() {
  const command = new Command('history')
    .description('Who did what to the hosts, and when: their own records, the oldest first.')
    .argument('[host...]', 'only these hosts')
    .action(async (names, _options, self) => {
      const shared = readShared(self);
      const compiled = await compileFleet(shared);
      const looked = await withHosts((hosts) =>
        planFleet(chosenHosts(compiled, names, hosts), deployScripts(), compiled.fleet.name),
      );
      const acts = looked
        .flatMap((host) =>
          host.result === 'planned' ? host.facts.acts.map((act) => row(host.host.host, act)) : [],
        )
        .sort((a, b) => a.at - b.at);
      const faults = looked.flatMap((host) =>
        host.result === 'planned' ? [] : [{ host: host.host.host, why: host.why, next: host.next }],
      );
      const document: HistoryDocument = { version: 1, fleet: compiled.fleet.name, acts, faults };
      say<HistoryDocument>(shared, document, (style) => historyTable(document, style));
      process.exitCode = exitCodeOf(faults.length, looked.length);
    });
  return addExample(command, 'mosaic fleet history', 'mosaic fleet history dragon-lin');
}

function row(host: string, { at, act, from, to, by, where, commit, why }: Act): Row {
  return { at, host, act, from, to, by, where, commit, why };
}

function historyTable({ acts, faults }: HistoryDocument, style: Style): string {
  const columns = ['when (utc)', 'host', 'what', 'from', 'to', 'by', 'commit', 'why'].map((title) => ({
    title,
  }));
  const rows = acts.map(({ at, host, act, from, to, by, where, commit, why }) => [
    new Date(at * 1000).toISOString().replace('T', ' ').slice(0, 19),
    host,
    act,
    from?.slice(0, 7) ?? '–',
    to?.slice(0, 7) ?? '–',
    `${by}@${where}`,
    commit === null ? '–' : `${commit.id.slice(0, 7)}${commit.dirty ? '-dirty' : ''}`,
    why,
  ]);
  const missing = faults.map(({ host, why, next }) => [
    '–',
    host,
    { text: 'unreachable', color: style.red },
    '',
    '',
    '',
    '',
    `${why}: ${next}`,
  ]);
  if (rows.length + missing.length === 0) return 'Nothing was ever deployed there.\n';
  return renderTable(columns, [...rows, ...missing], style.dim);
}
