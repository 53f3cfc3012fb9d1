import type { Host } from '../../model/host.ts';
import { parseHostKey } from '../../model/host-key.ts';

/** A host as `--json` shows it. */
export interface HostView extends Omit<Host, 'jump'> {
  /** Name of the host through which it is reached. */
  readonly jump: string | null;
  readonly fingerprint: string | null;
  /** Names of the agents that the roster places there. */
  readonly agents: readonly string[];
}

export function viewHost(host: Host, agents: readonly string[]): HostView {
  const fingerprint = host.hostKey === null ? null : (parseHostKey(host.hostKey)?.fingerprint ?? null);
  return { ...host, jump: host.jump?.name ?? null, fingerprint, agents };
}

export const hostColumns = [
  { title: 'host' },
  { title: 'reached' },
  { title: 'key' },
  { title: 'agents', align: 'right' as const },
];

export function hostRow({
  name,
  connection,
  user,
  address,
  port,
  fingerprint,
  agents,
}: HostView): readonly string[] {
  const at = `${user === null ? '' : `${user}@`}${address}${port === 22 ? '' : ` port ${port}`}`;
  const isLocal = connection === 'local';
  const key = isLocal ? '' : (fingerprint ?? `unknown: mosaic fleet host trust ${name}`);
  return [name, isLocal ? 'local' : at, key, String(agents.length)];
}
