import { connectorDrafts } from './check-connectors.ts';
import type { RosterText } from './edit-roster.ts';
import { editYaml } from './edit-yaml.ts';
import { knownHint } from './nearest.ts';
import { fail, type Result, succeed } from './problem.ts';
import { readRoster } from './read-roster.ts';
import { referenceOf } from './secret-reference.ts';
import type { WrittenConnector } from './written-connector.ts';
import type { RosterDraft } from './written-roster.ts';
import { isSameValue, type YamlChange } from './yaml-change.ts';

const LIST = ['orchestrator', 'connectors'] as const;

export interface ConnectorEdit {
  readonly text: string;
  /** A line for each thing that changed. */
  readonly changes: readonly string[];
}

/**
 * Adds connectors, or sets what is said of those that are there by name; declares their secrets, as values of `secrets.age`, where
 * nothing is said of them yet.
 */
export function putConnectors(
  roster: RosterText,
  connectors: readonly WrittenConnector[],
): Result<ConnectorEdit> {
  let text = roster.text;
  const changes: string[] = [];
  for (const connector of connectors) {
    const { draft, problems } = readRoster(roster.file, text);
    if (draft === null) return fail(problems);
    const edits = [...editsOf(draft, connector), ...secretEdits(draft, connector)];
    const edited = editYaml(
      roster.file,
      text,
      edits.map(({ change }) => change),
    );
    if (!edited.ok) return edited;
    text = edited.value;
    changes.push(...edits.map(({ line }) => line));
  }
  return succeed({ text, changes });
}

interface Edit {
  readonly change: YamlChange;
  readonly line: string;
}

function editsOf(draft: RosterDraft, connector: WrittenConnector): readonly Edit[] {
  const { name, kind } = connector;
  const found = connectorDrafts(draft).find((one) => one.draft.name === name);
  if (found === undefined)
    return [
      { change: { kind: 'append', path: LIST, value: connector }, line: `+ connector ${name}, ${kind}` },
    ];
  const have = found.draft as Readonly<Record<string, unknown>>;
  return Object.entries(connector)
    .filter(([key, value]) => value !== undefined && !isSameValue(have[key], value))
    .map(([key, value]) => ({
      change: { kind: 'set', path: [...found.path, key], value },
      line: `~ connector ${name}: ${key}`,
    }));
}

function secretEdits(draft: RosterDraft, { token }: WrittenConnector): readonly Edit[] {
  const secret = referenceOf(token) ?? '';
  if (draft.secrets !== undefined && Object.hasOwn(draft.secrets, secret)) return [];
  return [{ change: { kind: 'set', path: ['secrets', secret], value: 'age' }, line: `+ secret ${secret}` }];
}

/** Removes a connector; its secret stays. Comments above it stay too. */
export function removeConnector(roster: RosterText, name: string): Result<string> {
  const { draft, problems } = readRoster(roster.file, roster.text);
  if (draft === null) return fail(problems);
  const all = connectorDrafts(draft);
  const found = all.find((one) => one.draft.name === name);
  if (found === undefined) {
    const known = all.flatMap((one) => one.draft.name ?? []);
    return fail([
      { severity: 'error', message: `unknown connector "${name}"`, hint: knownHint(name, known) },
    ]);
  }
  const path = all.length === 1 ? LIST : found.path;
  return editYaml(roster.file, roster.text, [{ kind: 'remove', path }]);
}
