import { type Cost, median } from './measure.ts';
import type { Many } from './our-contenders.ts';
import { fixed, printTable, type Row } from './report.ts';

export interface Sample extends Cost {
  readonly contender: string;
  readonly hosts: number;
  readonly rtt: number;
  readonly phase: string;
}

const FLOOR = 'ssh host true';

export function deployTables(
  samples: readonly Sample[],
  fleets: readonly Sample[],
  many: readonly Many[] | null,
): void {
  const head = ['s', 'first', 'unchanged', 'one file', '× floor, unchanged', 'CPU first', 'CPU unchanged'];
  for (const [cell, own] of byCell(samples)) {
    printTable(cell, head, rowsOf(own, ['first', 'unchanged', 'one file'], ['first', 'unchanged']));
  }
  for (const [cell, own] of byCell(fleets)) {
    const title = `mosaic fleet deploy --yes, the whole command, 19 agents a host, ${cell}`;
    const phases = ['first', 'unchanged', 'one agent'];
    printTable(
      title,
      ['s', ...phases, '× floor, unchanged', 'CPU first', 'CPU unchanged'],
      rowsOf(own, phases, ['first', 'unchanged']),
    );
  }
  if (many === null) return;
  const rows = many.map(({ hosts, first, unchanged, memory }) => [
    String(hosts),
    fixed(first.wall, 2),
    fixed(unchanged.wall, 2),
    fixed(first.cpu, 2),
    fixed(memory, 0),
  ]);
  printTable('ours, more and more hosts', ['hosts', 'first, s', 'unchanged, s', 'CPU first, s', 'MB'], rows);
}

function byCell(samples: readonly Sample[]): ReadonlyMap<string, readonly Sample[]> {
  return Map.groupBy(samples, ({ hosts, rtt }) => `${hosts} ${hosts === 1 ? 'host' : 'hosts'}, ${rtt} ms`);
}

function rowsOf(
  samples: readonly Sample[],
  phases: readonly string[],
  cpu: readonly string[],
): readonly Row[] {
  const of = (contender: string, phase: string, key: keyof Cost) =>
    median(
      samples.filter((one) => one.contender === contender && one.phase === phase).map((one) => one[key]),
    );
  const names = [...new Set(samples.map(({ contender }) => contender))].sort(
    (a, b) => of(a, 'unchanged', 'wall') - of(b, 'unchanged', 'wall'),
  );
  return names.map((name) => [
    name,
    ...phases.map((phase) => fixed(of(name, phase, 'wall'), 2)),
    fixed(of(name, 'unchanged', 'wall') / of(FLOOR, 'unchanged', 'wall'), 2),
    ...cpu.map((phase) => fixed(of(name, phase, 'cpu'), 2)),
  ]);
}
