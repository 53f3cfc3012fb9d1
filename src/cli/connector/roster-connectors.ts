import { join } from 'node:path';
import { connectorDrafts } from '../../model/check-connectors.ts';
import { putConnectors, removeConnector } from '../../model/edit-connectors.ts';
import type { Problem } from '../../model/problem.ts';
import { formatProblem } from '../../model/problem-text.ts';
import { readRoster } from '../../model/read-roster.ts';
import { referenceOf } from '../../model/secret-reference.ts';
import { cliError, EXIT } from '../cli-error.ts';
import { shown } from '../shown-path.ts';
import { readTextFile } from '../text-file.ts';
import { writeTextFile } from '../write-text-file.ts';
import type { ConnectorFlag } from './connector-flag.ts';

export interface Added {
  readonly connector: string;
  readonly secret: string;
  readonly changes: readonly string[];
}

/** Adds a connector to the roster of a fleet directory. Throws a CliError when there is one of that name, and when it cannot be edited. */
export async function addConnector(dir: string, flag: ConnectorFlag): Promise<Added> {
  const { path, text, draft } = await loadRoster(dir);
  const connector = flag(draft.orchestrator?.name ?? 'mos');
  if (connectorDrafts(draft).some((one) => one.draft.name === connector.name)) {
    const message = `there is a connector ${connector.name} already; nothing was changed`;
    const next = { another: 'give the new one a name: name=…', edit: shown(path) };
    throw cliError({ message, next, exitCode: EXIT.usage });
  }
  const edited = putConnectors({ file: shown(path), text }, [connector]);
  if (!edited.ok) throw unreadable(edited.problems);
  await writeTextFile(path, edited.value.text);
  return {
    connector: connector.name,
    secret: referenceOf(connector.token) ?? '',
    changes: edited.value.changes,
  };
}

/** Takes a connector out of the roster; the name of the secret that it used, when nothing else of the connectors uses it. */
export async function takeConnector(dir: string, name: string): Promise<string | null> {
  const { path, text, draft } = await loadRoster(dir);
  const edited = removeConnector({ file: shown(path), text }, name);
  if (!edited.ok) throw unreadable(edited.problems);
  await writeTextFile(path, edited.value);
  const tokens = connectorDrafts(draft).map(({ draft: one }) => ({
    name: one.name,
    secret: referenceOf(one.token ?? ''),
  }));
  return tokens.find((token) => token.name === name)?.secret ?? null;
}

async function loadRoster(dir: string) {
  const path = join(dir, 'roster.yaml');
  const file = await readTextFile(path);
  if (file.kind !== 'text') {
    const message = `${dir} is no fleet directory: it has no roster.yaml that can be read`;
    throw cliError({ message, next: 'mosaic fleet init', exitCode: EXIT.usage });
  }
  const { draft, problems } = readRoster(shown(path), file.text);
  if (draft === null) throw unreadable(problems);
  return { path, text: file.text, draft };
}

function unreadable(problems: readonly Problem[]) {
  const lines = problems.map((problem) => formatProblem(problem));
  return cliError({ message: ['nothing was changed', ...lines].join('\n'), exitCode: EXIT.usage });
}
