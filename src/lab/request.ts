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
export function checkRequest(request: LabRequest): void {
  const names = request.hosts.map((host) => host.name);
  const twice = names.filter((name, index) => names.indexOf(name) !== index);
  const wrong = [request.id, ...names, ...request.hosts.map((host) => host.user)].filter(
    (name) => !isName(name),
  );
  const faults = [
    ...wrong.map((name) => `"${name}" cannot name a lab, a host or a user`),
    ...twice.map((name) => `two hosts are named "${name}"`),
    ...(names.length === 0 ? ['a lab needs at least one host'] : []),
    ...(names.length > hostLimit ? [`a lab has at most ${hostLimit} hosts`] : []),
  ];
  if (faults.length > 0) throw labError(faults.join('\n'), 'names of a–z, 0–9, - and _, a letter first');
}

function isName(name: string): boolean {
  return /^[a-z][a-z0-9_-]{0,31}$/.test(name);
}
