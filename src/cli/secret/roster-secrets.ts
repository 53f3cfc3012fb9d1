import { join } from 'node:path';
import { connectorDrafts } from '../../model/check-connectors.ts';
import { editYaml } from '../../model/edit-yaml.ts';
import { knownHint } from '../../model/nearest.ts';
import type { Problem } from '../../model/problem.ts';
import { formatProblem } from '../../model/problem-text.ts';
import { agentsOf, readRoster } from '../../model/read-roster.ts';
import { referenceOf } from '../../model/secret-reference.ts';
import { parseSource, type SecretSource, sourceText } from '../../model/secret-source.ts';
import type { RosterDraft } from '../../model/written-roster.ts';
import { cliError, EXIT } from '../cli-error.ts';
import { shown } from '../shown-path.ts';
import { readTextFile } from '../text-file.ts';
import { writeTextFile } from '../write-text-file.ts';

/** What a roster says of secrets; it may be faulty otherwise, since a missing secret is a fault too. */
export interface RosterSecrets {
  readonly path: string;
  readonly text: string;
  /** Sorted by name. */
  readonly secrets: readonly {
    readonly name: string;
    readonly source: SecretSource;
    readonly users: readonly string[];
  }[];
}

export async function loadRosterSecrets(dir: string): Promise<RosterSecrets> {
  const path = join(dir, 'roster.yaml');
  const file = readTextFile(path);
  if (file.kind !== 'text') {
    const message = `${dir} is no fleet directory: it has no roster.yaml that can be read`;
    throw cliError({ message, next: 'mosaic fleet init', exitCode: EXIT.usage });
  }
  const { draft, problems } = readRoster(shown(path), file.text);
  if (draft === null) throw unreadable(problems);
  const sources = Object.entries(draft.secrets ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
  const secrets = sources.flatMap(([name, written]) => {
    const source = parseSource(written);
    return source === null ? [] : [{ name, source, users: usersOf(draft, name) }];
  });
  return { path, text: file.text, secrets };
}

/** The agents and connectors that use a secret; a variable of `defaults` counts for all that do not set it themselves. */
export function usersOf(draft: RosterDraft, secret: string): readonly string[] {
  const connectors = connectorDrafts(draft).flatMap(({ draft: { name, token } }) =>
    name !== undefined && token !== undefined && referenceOf(token) === secret ? [name] : [],
  );
  return [...agentUsers(draft, secret), ...connectors];
}

function agentUsers(draft: RosterDraft, secret: string): readonly string[] {
  return agentsOf(draft).flatMap(({ draft: agent }) => {
    const env = { ...draft.defaults?.env, ...agent.env };
    const uses = Object.values(env).some((value) => referenceOf(value) === secret);
    return uses && agent.name !== undefined ? [agent.name] : [];
  });
}

/** Declares a secret, or changes where it comes from. */
export async function saveSource(
  { path, text }: RosterSecrets,
  name: string,
  source: SecretSource,
): Promise<void> {
  await save(
    path,
    editYaml(shown(path), text, [{ kind: 'set', path: ['secrets', name], value: sourceText(source) }]),
  );
}

export async function removeSource({ path, text, secrets }: RosterSecrets, name: string): Promise<void> {
  const isLast = secrets.every((secret) => secret.name === name);
  const change = { kind: 'remove' as const, path: isLast ? ['secrets'] : ['secrets', name] };
  await save(path, editYaml(shown(path), text, [change]));
}

async function save(path: string, edited: ReturnType<typeof editYaml>): Promise<void> {
  if (!edited.ok) throw unreadable(edited.problems);
  await writeTextFile(path, edited.value);
}

/** A declared secret, or a CliError that names the nearest one. */
export function findSecret({ secrets }: RosterSecrets, name: string) {
  const secret = secrets.find((candidate) => candidate.name === name);
  if (secret !== undefined) return secret;
  const known = secrets.map((candidate) => candidate.name);
  const message = `no secret is named "${name}"; ${knownHint(name, known)}`;
  throw cliError({ message, next: `mosaic fleet secret set ${name}`, exitCode: EXIT.usage });
}

function unreadable(problems: readonly Problem[]) {
  const lines = problems.map((problem) => formatProblem(problem));
  return cliError({ message: ['nothing was changed', ...lines].join('\n'), exitCode: EXIT.usage });
}
