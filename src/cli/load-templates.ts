import { join } from 'node:path';
import { SCRIPTS, type Sources, UNIT_TEMPLATES } from '../generate/sources.ts';
import { TOOLS } from '../model/host-tools.ts';
import { knownHint } from '../model/nearest.ts';
import { fail, type Problem, type Result, succeed } from '../model/problem.ts';
import { hostTool } from './fleet/host-scripts.ts';
import { joinLocks, loadLocks } from './harness/lock-file.ts';
import { loadRuntimes, type RuntimeOrigin } from './load-runtimes.ts';
import { packageRoot } from './package-root.ts';
import { readFolder } from './read-folder.ts';

export interface Templates {
  readonly sources: Sources;
  /** Sorted by name. */
  readonly origins: readonly RuntimeOrigin[];
}

/** Reads the shipped templates and those of a fleet directory; where both have a file, the fleet directory's counts. */
export async function loadTemplates(dir: string): Promise<Result<Templates>> {
  const roots = [join(packageRoot(), 'templates'), join(dir, 'templates')] as const;
  const units = await overlaid(roots, 'systemd', UNIT_TEMPLATES);
  const scripts = await overlaid(roots, 'sh', SCRIPTS);
  const tmux = await overlaid(roots, 'tmux', ['tmux.conf']);
  const runtimes = await loadRuntimes(...roots);
  const locks = await loadLocks(dir);
  const told = [units, scripts, tmux].flatMap((part) => part.problems);
  const problems = [...told, ...(runtimes.ok ? [] : runtimes.problems), ...(locks.ok ? [] : locks.problems)];
  if (!runtimes.ok || !locks.ok || problems.some(({ severity }) => severity === 'error'))
    return fail(problems);
  const sources: Sources = {
    units: units.texts,
    scripts: scripts.texts,
    tmuxConf: tmux.texts['tmux.conf'],
    tools: Object.fromEntries(TOOLS.map((name) => [name, hostTool(name)])) as Sources['tools'],
    programs: {},
    runtimes: runtimes.value.map(({ runtime }) => runtime),
    lock: joinLocks(locks.value),
  };
  return succeed({ sources, origins: runtimes.value }, problems);
}

interface Overlaid<N extends string> {
  readonly texts: Readonly<Record<N, string>>;
  readonly problems: readonly Problem[];
}

async function overlaid<N extends string>(
  [shippedRoot, ownRoot]: readonly [string, string],
  folder: string,
  names: readonly N[],
): Promise<Overlaid<N>> {
  const shipped = readFolder(join(shippedRoot, folder));
  const own = readFolder(join(ownRoot, folder));
  const missing = names.filter((name) => !Object.hasOwn(shipped.texts, name));
  if (missing.length > 0)
    throw new Error(`the installation is broken: no ${missing.join(', ')} in ${shippedRoot}/${folder}`);
  const texts = names.map((name) => [name, own.texts[name] ?? shipped.texts[name] ?? ''] as const);
  const unused = Object.keys(own.texts).filter((name) => !names.some((known) => known === name));
  return {
    texts: Object.fromEntries(texts) as Record<N, string>,
    problems: [...own.problems, ...unused.map((name) => notUsed(`templates/${folder}/${name}`, name, names))],
  };
}

function notUsed(path: string, name: string, names: readonly string[]): Problem {
  return { severity: 'warning', message: `${path} is not used`, hint: knownHint(name, names) };
}
