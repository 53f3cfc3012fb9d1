import { byCodeUnit } from '../model/by-code-unit.ts';
import { hostPaths } from '../model/host-paths.ts';
import type { Facts, PathWord } from './facts.ts';
import type { DropInFinding, Finding } from './finding.ts';
import { plainPath } from './paths.ts';
import type { Wanted } from './wanted.ts';

/** The one name of a drop-in that is the host's own. */
const LOCAL = '50-local.conf';

/** Drop-ins of the fleet's units, wherever systemd would read them from. */
export function dropInFindings({ manifest }: Wanted, facts: Facts): readonly DropInFinding[] {
  const paths = [...Object.keys(facts.files), ...Object.keys(facts.links)].filter(isDropIn).sort(byCodeUnit);
  return paths.map((path) => {
    const [folder = '', name] = plainPath(path).split('/').slice(-2);
    const isLocal =
      name === LOCAL && facts.files[path] !== undefined && path.startsWith(`${hostPaths.units}/`);
    if (isLocal) return { kind: 'local', path };
    const unit = manifest.units.find((candidate) => `${candidate.name}.d` === folder)?.name ?? null;
    return { kind: 'drop-in', path, unit };
  });
}

export function isDropIn(path: PathWord): boolean {
  return /\/systemd\/user(\.control)?\/[^/]+\.d\/[^/]+$/.test(plainPath(path));
}

/** Whether a finding is something wrong, and not only something to know. */
export function isWrong(finding: Finding): boolean {
  return finding.kind !== 'local';
}
