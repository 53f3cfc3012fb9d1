import { printable } from '../../model/printable.ts';
import { formatSpan } from '../../model/span.ts';
import { monospace } from './approvals.ts';
import type { AgentView, HostView } from './host-door.ts';

/** `ps` of one host as a code block of at most `limit` UTF-16 units. */
export function showAgents(view: HostView, limit: number): string {
  const rows = view.agents.map((agent) => [
    `${agent.name}${agent.orchestrator ? ' *' : ''}`,
    printable(agent.state),
    agent.since === null ? '–' : formatSpan(view.now - agent.since),
    cell(agent.prompt ?? agent.last ?? agent.why),
  ]);
  const table = [['AGENT', 'STATE', 'FOR', 'LAST'], ...rows];
  const widths = [0, 1, 2].map((column) => Math.max(...table.map((row) => (row[column] ?? '').length)));
  const lines = table.map((row) =>
    row
      .map((text, column) => text.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  return block(lines, limit);
}

/** All that is known of one agent, as a code block. */
export function showAgent(agent: AgentView, now: number, limit: number): string {
  const { name, runtime, state, since, why, rule, prompt, last } = agent;
  const fields: readonly (readonly [string, string | null])[] = [
    ['agent', `${name} (${runtime})`],
    ['state', `${state}${since === null ? '' : ` for ${formatSpan(now - since)}`}`],
    ['why', `${why} (${rule})`],
    ['asks', prompt],
    ['last', last],
  ];
  const lines = fields.flatMap(([field, text]) =>
    text === null ? [] : [`${field.padEnd(6)} ${printable(text)}`],
  );
  return block(lines, limit);
}

/** The last lines that fit, as a code block. */
export function showLines(lines: readonly string[], limit: number): string {
  const kept: string[] = [];
  let room = limit - 20;
  for (const line of lines.toReversed().map((text) => cell(text, 300))) {
    room -= line.length + 1;
    if (room < 0) break;
    kept.unshift(line);
  }
  return block(kept, limit);
}

function block(lines: readonly string[], limit: number): string {
  return monospace(lines.join('\n'), limit - 20);
}

function cell(text: string, most = 60): string {
  const shown = printable(text);
  return shown.length > most ? `${shown.slice(0, most).toWellFormed()}…` : shown;
}
