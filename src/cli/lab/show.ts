import {
  type Activity,
  isPartitioned,
  type Lab,
  type LabHost,
  readActivity,
  suiteNames,
} from '../../lab/index.ts';
import type { Style } from '../style.ts';
import { type Cell, type Column, renderTable } from '../table.ts';

export type HostState = Activity | 'partitioned';

/** A host as `--json` shows it. */
export interface HostView
  extends Pick<LabHost, 'name' | 'suite' | 'address' | 'port' | 'user' | 'hostKey' | 'identity'> {
  readonly state: HostState;
}

export async function viewHost(host: LabHost): Promise<HostView> {
  const { name, suite, address, port, user, hostKey, identity } = host;
  const activity = await readActivity(host);
  const state = activity === 'running' && (await isPartitioned(host)) ? 'partitioned' : activity;
  return { name, suite, address, port, user, hostKey, identity, state };
}

export async function viewHosts(lab: Lab): Promise<readonly HostView[]> {
  return Promise.all(lab.hosts.map(viewHost));
}

const columns: readonly Column[] = ['host', 'state', 'system', 'address', 'user', ''].map((title) => ({
  title,
}));

/** What brings a host back, by its state. */
const cures: Readonly<Record<HostState, string>> = {
  running: '',
  frozen: 'mosaic lab thaw',
  off: 'mosaic lab boot',
  partitioned: 'mosaic lab heal',
};

export function renderHosts(hosts: readonly HostView[], style: Style): string {
  const rows = hosts.map((host): readonly Cell[] => [
    host.name,
    { text: host.state, color: host.state === 'running' ? style.green : style.yellow },
    suiteNames[host.suite],
    host.address,
    host.user,
    cures[host.state] === '' ? '' : { text: `→ ${cures[host.state]} ${host.name}`, color: style.cyan },
  ]);
  return renderTable(columns, rows, style.dim);
}
