import { byCodeUnit } from '../model/by-code-unit.ts';
import type { Agent } from '../model/fleet.ts';
import { ALWAYS_HIDDEN, HIDDEN } from '../model/sandbox-paths.ts';
import { markdownTable, quoteMarkdown } from './quote-markdown.ts';

/** What each agent may do besides running: one line an agent. */
export function rightsTable(agents: readonly Agent[]): string {
  const head = ['agent', 'sandbox', 'writes', 'cannot read', 'permissions'];
  return markdownTable(head, agents.map(rightsOf));
}

function rightsOf({ name, workdir, sandbox, permissions }: Agent): readonly string[] {
  const asks = permissions === null ? '–' : quoteMarkdown(permissions);
  const agent = quoteMarkdown(name);
  const { disabled, write, hide } = sandbox;
  if (disabled !== null)
    return [agent, `**off**: ${quoteMarkdown(disabled)}`, 'everything', 'nothing is hidden', asks];
  return [agent, 'on', paths([workdir, ...write]), hiddenText(hide), asks];
}

/** Only what differs from the rule would be read. */
function hiddenText(hide: readonly string[]): string {
  const usual = [...HIDDEN, ALWAYS_HIDDEN];
  const missing = usual.filter((path) => !hide.includes(path)).sort(byCodeUnit);
  const more = hide.filter((path) => !usual.includes(path));
  const parts = [
    missing.length === 0 ? 'the usual' : `the usual, **but** ${paths(missing)}`,
    ...(more.length === 0 ? [] : [paths(more)]),
  ];
  return parts.join(', and ');
}

function paths(list: readonly string[]): string {
  return list.map(quoteMarkdown).join(' ');
}
