import { NAME } from '../model/names.ts';
import type { Log } from './image.ts';
import { labError } from './lab-error.ts';
import { hostLimit } from './network.ts';
import type { Suite } from './recipe.ts';

export interface HostRequest {
  readonly name: string;
  readonly suite: Suite;
  readonly user: string;
  /** Whether the user may sudo without a password; yes when not given. */
  readonly sudo?: boolean;
  /** Packages of the image that this host shall not have. */
  readonly packagesAbsent?: readonly string[];
}

export interface LabRequest {
  readonly id: string;
  readonly hosts: readonly HostRequest[];
  /** Outlives this process, until `downLab`; otherwise the lab is swept once this process is gone. */
  readonly keep?: boolean;
  readonly log?: Log;
}

/** Names become folders, cgroups and lines of passwd; all that is wrong is said at once. */
export function checkRequest({ id, hosts }: LabRequest): void {
  const names = hosts.map((host) => host.name);
  const users = [...new Set(hosts.map((host) => host.user))];
  const twice = names.filter((name, index) => names.indexOf(name) !== index);
  const faults = [
    ...[id, ...names]
      .filter((name) => !NAME.test(name))
      .map((name) => `"${name}" cannot name a lab or a host`),
    ...users.filter((name) => !USER.test(name)).map((name) => `"${name}" cannot name a user`),
    ...twice.map((name) => `two hosts are named "${name}"`),
    ...(names.length === 0 ? ['a lab needs at least one host'] : []),
    ...(names.length > hostLimit ? [`a lab has at most ${hostLimit} hosts`] : []),
  ];
  if (faults.length > 0) throw labError(faults.join('\n'), 'names of a–z, 0–9 and -, a letter first');
}

/** As useradd has it; root, and the image's own users, are not the operator's to be. */
const USER = /^(?!root$|nobody$|sshd$|sync$|systemd-|_)[a-z][a-z0-9_-]{0,31}$/;
