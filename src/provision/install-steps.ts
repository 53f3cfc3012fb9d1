import type { Facts } from './facts.ts';
import type { HostFinding } from './finding.ts';

/** One command that prepares a host, as argv. */
export interface InstallStep {
  readonly why: HostFinding['kind'];
  readonly asRoot: boolean;
  readonly argv: readonly string[];
}

const PACKAGES: Readonly<Record<string, string>> = {
  flock: 'util-linux',
  grep: 'grep',
  gzip: 'gzip',
  sed: 'sed',
  sha256sum: 'coreutils',
  stat: 'coreutils',
  sync: 'coreutils',
  tar: 'tar',
  timeout: 'coreutils',
};

/** What gives a host what it lacks, in order; what no command can give (a newer systemd) has none. Packages are Debian's. */
export function installSteps(
  lacks: readonly HostFinding[],
  { user }: Pick<Facts, 'user'>,
): readonly InstallStep[] {
  const packages = [...new Set(lacks.flatMap(packagesFor))].sort();
  const kinds = new Set(lacks.map(({ kind }) => kind));
  const first = lacks.find((finding) => packagesFor(finding).length > 0);
  return [
    ...(first === undefined
      ? []
      : [step(first.kind, true, ['apt-get', 'install', '-y', '--no-install-recommends', ...packages])]),
    ...(kinds.has('linger-off') ? [step('linger-off', true, ['loginctl', 'enable-linger', user])] : []),
    ...(kinds.has('no-bus') ? [step('no-bus', false, ['systemctl', '--user', 'start', 'dbus.socket'])] : []),
  ];
}

function step(why: HostFinding['kind'], asRoot: boolean, argv: readonly string[]): InstallStep {
  return { why, asRoot, argv };
}

function packagesFor(finding: HostFinding): readonly string[] {
  switch (finding.kind) {
    case 'no-tmux':
      return ['tmux'];
    case 'no-bus':
      return ['dbus-user-session'];
    case 'no-manager':
      return ['libpam-systemd', 'dbus-user-session'];
    case 'tool-missing': {
      const name = PACKAGES[finding.tool];
      return name === undefined ? [] : [name];
    }
    default:
      return [];
  }
}
