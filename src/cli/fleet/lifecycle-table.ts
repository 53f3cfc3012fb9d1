import type { Act, AgentOutcome } from '../../model/lifecycle-outcome.ts';
import type { LifecycleResult } from '../../operate/lifecycle.ts';
import { EXIT, type ExitCode } from '../cli-error.ts';
import type { Style } from '../style.ts';
import { type Cell, renderTable } from '../table.ts';

const DONE: Readonly<Record<Act, string>> = { start: 'started', stop: 'stopped', restart: 'restarted' };

/** A line an agent, and a line a host that did not answer. */
export function lifecycleTable({ act, agents, faults }: LifecycleResult, style: Style): string {
  const rows = [
    ...agents.map((outcome) => agentCells(act, outcome, style)),
    ...faults.map(({ host, message, next }): readonly Cell[] => [
      host,
      '–',
      { text: 'no answer', color: style.red },
      message.split('\n', 1)[0] ?? '',
      { text: next, color: style.cyan },
    ]),
  ];
  if (rows.length === 0) return 'nothing is deployed there\n';
  const columns = ['host', 'agent', 'result', 'now', ''].map((title) => ({ title }));
  return renderTable(columns, rows, style.dim);
}

function agentCells(act: Act, { host, agent, outcome, now }: AgentOutcome, style: Style): readonly Cell[] {
  if (outcome === 'ok') return [host, agent, { text: DONE[act], color: style.green }, now];
  if (outcome === 'left') return [host, agent, { text: 'left alone', color: style.dim }, now];
  if (outcome === 'absent') {
    return [
      host,
      agent,
      { text: 'not deployed', color: style.yellow },
      '',
      { text: 'mosaic fleet deploy', color: style.cyan },
    ];
  }
  const next = `mosaic fleet logs ${agent}`;
  return [host, agent, { text: 'failed', color: style.red }, now, { text: next, color: style.cyan }];
}

/** 3 when some hosts did not answer and others did; 1 when none did, or an agent failed. */
export function exitOf({ agents, faults }: LifecycleResult, hosts: number): ExitCode {
  if (faults.length > 0) return faults.length < hosts ? EXIT.someHosts : EXIT.failed;
  return agents.every(({ outcome }) => outcome === 'ok' || outcome === 'left') ? EXIT.ok : EXIT.failed;
}
