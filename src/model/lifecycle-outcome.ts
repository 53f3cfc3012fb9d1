export type Act = 'start' | 'stop' | 'restart';

/** What became of one agent: `left` was stopped by intent and nobody named it; `absent` is not deployed on that host. */
export interface AgentOutcome {
  readonly host: string;
  readonly agent: string;
  readonly outcome: 'ok' | 'left' | 'failed' | 'absent';
  /** Its unit's state now, as systemd says it: `active running`. */
  readonly now: string;
}

const OUTCOMES = ['ok', 'left', 'absent'] as const;

/** `null`: the output was cut off, and tells nothing. */
export function parseOutcomes(host: string, output: string): readonly AgentOutcome[] | null {
  const lines = output.split('\n').filter((line) => line !== '');
  if (lines.at(-1) !== 'end') return null;
  return lines.slice(0, -1).map((line) => {
    const [agent = '', word = '', now = ''] = line.split('	');
    return { host, agent, outcome: OUTCOMES.find((known) => known === word) ?? 'failed', now };
  });
}

/** A field of the audit log, which ends at the first blank. */
export function auditWord(text: string): string {
  return text.replace(/\s+/g, '_') || '-';
}
