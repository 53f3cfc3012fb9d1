import { normalize } from 'node:path/posix';

/** Hidden from every agent with a sandbox, unless it may `read` them; relative to the home. */
export const HIDDEN: readonly string[] = [
  '~/.aws',
  '~/.azure',
  '~/.config/gcloud',
  '~/.docker',
  '~/.gnupg',
  '~/.kube',
  '~/.local/share/keyrings',
  '~/.password-store',
  '~/.ssh',
];

/** Hidden whatever a roster says: the secrets of fleets. */
export const ALWAYS_HIDDEN = '~/.config/mosaic';

/** What somebody else runs or trusts: to write there is to leave the sandbox. Relative to the home. */
const GUARDED: readonly string[] = [
  '.bash_login',
  '.bash_profile',
  '.bashrc',
  '.config/autostart',
  '.config/environment.d',
  '.config/fish',
  '.config/systemd',
  '.local/bin',
  '.local/share/mosaic',
  '.local/share/systemd',
  '.local/state/mosaic',
  '.pam_environment',
  '.profile',
  '.zprofile',
  '.zshenv',
  '.zshrc',
  'bin',
  ...[...HIDDEN, ALWAYS_HIDDEN].map((path) => path.slice(2)),
];

/** Places of which an agent has its own, or of which it sees only what is its own. */
const PRIVATE: readonly string[] = ['/dev', '/proc', '/run', '/sys', '/tmp', '/var/tmp'];

/** Why a sandbox cannot let an agent write at a path; `null`: it can. `path` is absolute or begins with `~/`. */
export function writeFault(path: string): string | null {
  const folder = normalize(path).replace(/(?<=.)\/$/, '');
  const inHome = inHomeOf(folder);
  if (inHome === null) {
    const own = PRIVATE.find((place) => isAt(folder, place));
    return own === undefined ? null : `an agent has a ${own} of its own, which ends with it`;
  }
  const guarded = GUARDED.find((guard) => isAt(guard, inHome) || isAt(inHome, guard));
  return guarded === undefined ? null : `who can write ~/${guarded} can leave the sandbox`;
}

// Whose home `/home/NAME` is cannot be known here, so it is taken for the agent's.
function inHomeOf(folder: string): string | null {
  if (['/', '/home', '/root', '~'].includes(folder)) return '';
  if (folder.startsWith('~/')) return folder.slice(2);
  return (
    /^\/home\/[^/]+(?:\/(.*))?$/
      .exec(folder)
      ?.slice(1)
      .map((rest) => rest ?? '')[0] ?? null
  );
}

/** Whether a path is `place`, or lies in it; everything lies in an empty place. */
function isAt(path: string, place: string): boolean {
  return place === '' || path === place || path.startsWith(`${place}/`);
}
