import { fail, type Result, succeed } from './problem.ts';
import { readYaml } from './read-yaml.ts';
import { changedValue, isSameValue, smallChanges, type YamlChange } from './yaml-change.ts';
import { type Path, placeOf } from './yaml-source.ts';
import { applySplice } from './yaml-span.ts';
import { splicesOf } from './yaml-splices.ts';

/**
 * Changes a YAML text and leaves every line that is not concerned as it is, byte for byte: comments, order, quoting.
 * The outcome is parsed again and compared with what was wanted; a text that cannot be edited so is a problem.
 */
export function editYaml(file: string, text: string, changes: readonly YamlChange[]): Result<string> {
  let edited = text;
  for (const change of changes) {
    const { value, problems } = readYaml(file, edited);
    if (problems.length > 0) return fail(problems);
    for (const small of smallChanges(value, change)) {
      const result = editOnce(file, edited, small);
      if (!result.ok) return result;
      edited = result.value;
    }
  }
  return succeed(edited);
}

function editOnce(file: string, text: string, change: YamlChange): Result<string> {
  const { source, value, problems } = readYaml(file, text, true);
  if (problems.length > 0) return fail(problems);
  const wanted = changedValue(value, change);
  if (isSameValue(wanted, value)) return succeed(text);
  const feed = text.includes('\r\n') ? '\r\n' : '\n';
  const splices = splicesOf(text, source.doc.contents, change);
  const edited = splices.reduce(
    (before, splice) => applySplice(before, { ...splice, text: splice.text.replaceAll(/\r?\n/g, feed) }),
    text,
  );
  const after = readYaml(file, edited);
  if (after.problems.length === 0 && isSameValue(after.value, wanted)) return succeed(edited);
  const message = `cannot ${change.kind} ${nameOf(change.path)} without rewriting what stands around it`;
  return fail([
    { severity: 'error', message, hint: 'edit this file by hand', place: placeOf(source, change.path) },
  ]);
}

function nameOf(path: Path): string {
  return path.map((step) => (typeof step === 'number' ? `[${step}]` : step)).join('.');
}
