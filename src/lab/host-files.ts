import { type Lab, type LabHost, userId } from './record.ts';

/** A file of a host's own, laid over the image. Owned by root unless `owner` says the user's number. */
export interface HostFile {
  readonly path: string;
  readonly content: string;
  readonly mode: number;
  readonly owner: number;
  /** Added to the image's file of that name, whose mode and owner stay. */
  readonly append: boolean;
}

export interface HostSecrets {
  readonly machineId: string;
  /** Private host key, in OpenSSH's format. */
  readonly hostKey: string;
  /** Public key that may log in. */
  readonly authorizedKey: string;
}

/** Everything that makes one host out of the image. */
export function hostFiles(lab: Lab, host: LabHost, secrets: HostSecrets): readonly HostFile[] {
  return [
    file('etc/hostname', `${host.name}\n`),
    file('etc/hosts', hostsFile(lab)),
    file('etc/machine-id', `${secrets.machineId}\n`, 0o444),
    file('etc/systemd/network/10-host0.network', networkFile(host)),
    file('etc/ssh/ssh_host_ed25519_key', secrets.hostKey, 0o600),
    file('etc/ssh/ssh_host_ed25519_key.pub', `${host.hostKey}\n`),
    ...userFiles(host, secrets.authorizedKey),
  ];
}

function userFiles(host: LabHost, authorizedKey: string): readonly HostFile[] {
  const { user } = host;
  const ssh = `home/${user}/.ssh`;
  return [
    append('etc/passwd', `${user}:x:${userId}:${userId}::/home/${user}:/bin/bash\n`),
    append('etc/group', `${user}:x:${userId}:\n`),
    // `*` has no password, yet may log in by key; `!` would be a locked account to sshd.
    append('etc/shadow', `${user}:*:20000:0:99999:7:::\n`),
    append('etc/gshadow', `${user}:!::\n`),
    file(`var/lib/systemd/linger/${user}`, ''),
    { ...file(`${ssh}/authorized_keys`, `${authorizedKey}\n`, 0o600), owner: userId },
    ...(host.sudo ? [file(`etc/sudoers.d/${user}`, `${user} ALL=(ALL) NOPASSWD: ALL\n`, 0o440)] : []),
  ];
}

/** Hosts of a lab know each other by name. */
function hostsFile(lab: Lab): string {
  const others = lab.hosts.map((host) => `${host.address} ${host.name}\n`).join('');
  return `127.0.0.1 localhost\n::1 localhost ip6-localhost\n${others}`;
}

/** No gateway: a staging host reaches its lab and nothing else. */
function networkFile(host: LabHost): string {
  return `[Match]\nName=host0\n\n[Network]\nAddress=${host.address}/24\nLinkLocalAddressing=no\nIPv6AcceptRA=no\nLLDP=no\n`;
}

function file(path: string, content: string, mode = 0o644): HostFile {
  return { path, content, mode, owner: 0, append: false };
}

function append(path: string, content: string): HostFile {
  return { ...file(path, content), append: true };
}
