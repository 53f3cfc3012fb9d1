import { type FlatRecord, integerOf, parseRecord } from '../model/record.ts';
import type { UnitFacts } from './facts.ts';

/** Reads the blocks of `systemctl show` and `/proc/PID/cmdline:ARGUMENT` lines; of each unit the first block counts. */
export function parseUnits(
  lines: readonly string[],
  argv: readonly string[],
): Readonly<Record<string, UnitFacts>> {
  const launches = new Map(
    argv.flatMap((line) => {
      const [, pid, launch] = /^\/proc\/(\d+)\/cmdline:([0-9a-f]+)$/.exec(line) ?? [];
      return pid === undefined || launch === undefined ? [] : [[Number(pid), launch] as const];
    }),
  );
  const units: Record<string, UnitFacts> = {};
  for (const block of lines.join('\n').split('\n\n')) {
    const shown = parseRecord(block);
    const name = shown['Id'];
    if (name !== undefined && units[name] === undefined) units[name] = unitFacts(shown, launches);
  }
  return units;
}

function unitFacts(shown: FlatRecord, launches: ReadonlyMap<number, string>): UnitFacts {
  const pid = integerOf(shown, 'MainPID') || null;
  return {
    load: shown['LoadState'] ?? '',
    active: shown['ActiveState'] ?? '',
    sub: shown['SubState'] ?? '',
    result: shown['Result'] ?? '',
    status: integerOf(shown, 'ExecMainStatus'),
    pid,
    since: timeIn(shown['ExecMainStartTimestamp']),
    activeSince: timeIn(shown['ActiveEnterTimestamp']),
    restarts: integerOf(shown, 'NRestarts') ?? 0,
    needsReload: shown['NeedDaemonReload'] === 'yes',
    hasJob: (integerOf(shown, 'Job') ?? 0) > 0,
    launch: pid === null ? null : (launches.get(pid) ?? null),
    loadedLaunch: launchIn(shown['ExecStart'] ?? ''),
  };
}

/** Seconds of `@1700000000`, as `--timestamp=unix` prints them. */
function timeIn(shown: string | undefined): number | null {
  const seconds = /^@(\d+)/.exec(shown ?? '')?.[1];
  return seconds === undefined ? null : Number(seconds);
}

/** A launch is the only argument of our commands that is nothing but hex digits, and that long. */
function launchIn(command: string): string | null {
  const words = /argv\[\]=(.*?) ; ignore_errors=/.exec(command)?.[1]?.split(' ') ?? [];
  return words.find((word) => /^[0-9a-f]{16,64}$/.test(word)) ?? null;
}
