import { readFileSync } from 'node:fs';

/** A process, told apart from a later one with the same number by its start time. */
export interface Owner {
  readonly pid: number;
  /** Field 22 of /proc/PID/stat: clock ticks since boot. */
  readonly start: string;
}

/** This process. */
export function thisProcess(): Owner {
  return { pid: process.pid, start: startTime(process.pid) ?? '' };
}

/** True while that very process runs; a zombie counts as dead. */
export function isAlive(owner: Owner): boolean {
  return startTime(owner.pid) === owner.start;
}

/** Null when there is no such process, or only its zombie. */
export function startTime(pid: number): string | null {
  try {
    return parseStat(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return null;
  }
}

/** The command in parentheses may itself hold spaces and parentheses: count from the last one. */
export function parseStat(stat: string): string | null {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return fields[0] === 'Z' || fields[0] === 'X' ? null : (fields[19] ?? null);
}
