import { connectorDrafts } from './check-connectors.ts';
import type { FleetInput } from './fleet-input.ts';
import { NAME } from './names.ts';
import { knownHint } from './nearest.ts';
import type { Place, Problem } from './problem.ts';
import { agentsOf } from './read-roster.ts';
import { looksSecret, referenceOf, secretNameFor } from './secret-reference.ts';
import { circleFault, parseSource } from './secret-source.ts';
import type { RosterDraft } from './written-roster.ts';
import { type Path, placeOf } from './yaml-source.ts';

/** Secrets that variables name but nobody declares, that nobody uses, that lead in a circle, or that stand in the open. */
export function checkSecrets(input: FleetInput, draft: RosterDraft): readonly Problem[] {
  const variables = variablesOf(draft);
  const used = new Set(variables.map(({ value }) => referenceOf(value)));
  // A faulty source is a problem of its own: its secret is declared nevertheless.
  const declared = declaredNames(input);
  return [
    ...variables.flatMap((variable) => checkVariable(input, variable, declared)),
    ...circles(input, draft),
    ...declared.filter((name) => !used.has(name) && NAME.test(name)).map((name) => unused(input, name)),
  ];
}

interface Variable {
  readonly name: string;
  readonly value: string;
  readonly path: Path;
}

function variablesOf(draft: RosterDraft): readonly Variable[] {
  const places = [
    { env: draft.defaults?.env, auth: draft.defaults?.auth, path: ['defaults'] as Path },
    ...agentsOf(draft).map(({ draft: { env, auth }, path }) => ({ env, auth, path })),
  ];
  const variables = places.flatMap(({ env, auth, path }) => [
    ...Object.entries(env ?? {}).map(([name, value]) => ({ name, value, path: [...path, 'env', name] })),
    ...(auth === undefined ? [] : [{ name: 'auth', value: auth, path: [...path, 'auth'] }]),
  ]);
  const tokens = connectorDrafts(draft).flatMap(({ draft: { token }, path }) =>
    token === undefined ? [] : [{ name: 'token', value: token, path: [...path, 'token'] }],
  );
  return [...variables, ...tokens];
}

function declaredNames({ roster }: FleetInput): readonly string[] {
  const written: unknown = roster.source.doc.toJS();
  const secrets =
    typeof written === 'object' && written !== null && 'secrets' in written ? written.secrets : null;
  return typeof secrets === 'object' && secrets !== null ? Object.keys(secrets).sort() : [];
}

function checkVariable(
  { roster }: FleetInput,
  { name, value, path }: Variable,
  declared: readonly string[],
): readonly Problem[] {
  const secret = referenceOf(value);
  if (secret === null)
    return looksSecret(name, value) ? [inTheOpen(name, placeOf(roster.source, path, 'key'))] : [];
  if (declared.includes(secret)) return [];
  const place = placeOf(roster.source, path);
  if (!NAME.test(secret)) {
    const hint = 'small letters, digits and hyphens, beginning with a letter, e.g. secret:openai-key';
    return [{ severity: 'error', message: `${name} names no secret`, hint, place: unread(place) }];
  }
  const add = `or declare it:  mosaic fleet secret set ${secret}`;
  const hint = declared.length === 0 ? add.slice(3) : `${knownHint(secret, declared)}\n${add}`;
  return [{ severity: 'error', message: `unknown secret "${secret}"`, hint, place }];
}

function inTheOpen(variable: string, place: Place): Problem {
  const name = secretNameFor(variable);
  const hint = `mosaic fleet secret set ${name}  asks for it; then type  ${variable}: secret:${name}`;
  const message = `${variable} looks like a secret, and its value stands in the open: in git, in the bundle, on the host`;
  return { severity: 'warning', message, hint, place: unread(place) };
}

function circles({ roster }: FleetInput, draft: RosterDraft): readonly Problem[] {
  return Object.entries(draft.secrets ?? {}).flatMap(([name, written]): readonly Problem[] => {
    const source = parseSource(written);
    const fault = source === null ? null : circleFault(source);
    if (fault === null) return [];
    const hint = source?.kind === 'file' ? `type  ${name}: age` : 'name the program that keeps the value';
    const place = placeOf(roster.source, ['secrets', name]);
    return [{ severity: 'error', message: `secret ${name}: ${fault}`, hint, place }];
  });
}

function unused({ roster }: FleetInput, name: string): Problem {
  const hint = `name it as the value of a variable, secret:${name}, or:  mosaic fleet secret rm ${name}`;
  const place = placeOf(roster.source, ['secrets', name], 'key');
  return { severity: 'warning', message: `no agent uses the secret ${name}`, hint, place: unread(place) };
}

/** The same place without its line's text: it may hold a value that is not to be shown. */
function unread(place: Place): Place {
  return { ...place, text: '' };
}
