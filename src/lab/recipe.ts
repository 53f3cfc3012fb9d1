import { createHash } from 'node:crypto';

export type Suite = 'bookworm' | 'trixie';
export const suites: readonly Suite[] = ['bookworm', 'trixie'];

export const suiteNames: Readonly<Record<Suite, string>> = { bookworm: 'Debian 12', trixie: 'Debian 13' };

const packages = [
  'systemd',
  'systemd-sysv',
  'dbus',
  'dbus-user-session',
  'libpam-systemd',
  'openssh-server',
  'tmux',
  'sudo',
  'git',
  'iproute2',
  'procps',
  'ca-certificates',
  'curl',
];

/** Units that only cost boot time on a host without hardware, without a console and without the internet. */
const masked = [
  'apt-daily.timer',
  'apt-daily.service',
  'apt-daily-upgrade.timer',
  'apt-daily-upgrade.service',
  'getty.target',
  'getty@tty1.service',
  'console-getty.service',
  'systemd-networkd-wait-online.service',
  'tmp.mount',
  'fstrim.timer',
  'e2scrub_all.timer',
  'e2scrub_reap.service',
];

const sshd = `HostKey /etc/ssh/ssh_host_ed25519_key
PasswordAuthentication no
KbdInteractiveAuthentication no
UseDNS no
`;

/** The image is a general Debian server; nothing in it belongs to one host or one user. */
const finish = `set -eu
cd "$1"
chroot . systemctl --quiet enable systemd-networkd.service ssh.service
chroot . systemctl --quiet mask ${masked.join(' ')}
rm -f etc/ssh/ssh_host_* etc/resolv.conf var/lib/dbus/machine-id
: >etc/machine-id
: >etc/resolv.conf
rm -rf var/cache/apt/archives/*.deb var/lib/apt/lists/* usr/share/doc/* usr/share/man/*
mkdir -p var/lib/systemd/linger var/log/journal
echo 'LANG=C.UTF-8' >etc/default/locale
cat >etc/ssh/sshd_config.d/mosaic-lab.conf
`;

export function debootstrapArgv(suite: Suite, folder: string): readonly string[] {
  return ['debootstrap', '--variant=minbase', `--include=${packages.join(',')}`, suite, folder];
}

/** The script takes the image's folder as $1 and sshd's settings on stdin. */
export function finishCommand(folder: string): { readonly argv: readonly string[]; readonly stdin: string } {
  return { argv: ['sh', '-c', finish, 'finish', folder], stdin: sshd };
}

/** Names the image by all that goes into it: a changed recipe is another image. */
export function recipeDigest(suite: Suite): string {
  const recipe = JSON.stringify([debootstrapArgv(suite, ''), finishCommand('')]);
  return createHash('sha256').update(recipe).digest('hex').slice(0, 12);
}
