import type { Commit } from '../../provision/actor.ts';
import { isUnchanged } from '../../provision/host-plan.ts';
import type { PlannedHost } from '../../provision/plan-fleet.ts';
import { type CliError, cliError } from '../cli-error.ts';
import { type Relation, relationOf } from '../git.ts';

/** A host that was deployed from a commit which the fleet directory does not contain: a deploy would undo what that brought. */
export interface Unrelated {
  readonly host: string;
  readonly commit: string;
  readonly relation: Exclude<Relation, 'contained'>;
  /** Who acted last on the host: `user@machine`. */
  readonly by: string;
}

/** Hosts that a deploy from this directory would change and must not. None when the directory has no commit. */
export async function unrelatedHosts(
  planned: readonly PlannedHost[],
  dir: string,
  commit: Commit | null,
): Promise<readonly Unrelated[]> {
  if (commit === null) return [];
  const asked = planned.map(async (one): Promise<readonly Unrelated[]> => {
    if (one.result !== 'planned' || isUnchanged(one.plan)) return [];
    const { record } = one.facts;
    const known = record?.['commit'] ?? '';
    if (known === '') return [];
    const relation = await relationOf(dir, known);
    if (relation === 'contained') return [];
    const by = `${record?.['by'] ?? ''}@${record?.['from'] ?? ''}`;
    return [{ host: one.host.host, commit: known, relation, by }];
  });
  return (await Promise.all(asked)).flat();
}

/** What brings the commit into the fleet directory. */
export function pullCommand({ commit, relation }: Unrelated): string {
  const short = commit.slice(0, 7);
  switch (relation) {
    case 'unknown':
      return 'git pull';
    case 'ahead':
      return `git merge --ff-only ${short}`;
    case 'diverged':
      return `git merge ${short}`;
  }
}

/** What a host was deployed from, and why that matters here. */
export function unrelatedText({ commit, relation, by }: Unrelated): string {
  const where = relation === 'unknown' ? 'is not in this clone' : 'is not in what is checked out here';
  return `deployed from commit ${commit.slice(0, 7)}, which ${where} (last by ${by})`;
}

export function unrelatedError(found: readonly Unrelated[]): CliError {
  const lines = found.map((one) => `${one.host}: ${unrelatedText(one)}`);
  const pulls = [...new Set(found.map(pullCommand))];
  const next = Object.fromEntries(pulls.map((pull, at) => [at === 0 ? 'pull' : `pull ${at + 1}`, pull]));
  return cliError({
    message: ['this would undo what others deployed; nothing was changed', ...lines].join('\n'),
    next: { ...next, 'undo it': 'mosaic fleet deploy --force-unrelated' },
  });
}
