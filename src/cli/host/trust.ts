import type { Host } from '../../model/host.ts';
import { type HostKey, parseHostKey } from '../../model/host-key.ts';
import { scanHostKey } from '../../remote/host-key.ts';
import { askPassphrase } from '../ask-passphrase.ts';
import { cliError, EXIT } from '../cli-error.ts';
import { confirm } from '../confirm.ts';
import { explainRemote } from '../fleet/remote-failure.ts';
import { type InventoryFile, saveHostKey } from './inventory-file.ts';

export type Trust = 'trusted' | 'known' | 'refused' | 'local';

/** Shows the key that a host offers now, asks, and pins it. */
export async function trustHost(inventory: InventoryFile, host: Host, yes: boolean): Promise<Trust> {
  if (host.connection === 'local') return 'local';
  // A jump host on the way may want a key of ours.
  const offered = await scanHostKey(host, { askPassphrase }).catch((error: unknown) => {
    throw explainRemote(error);
  });
  const pinned = host.hostKey === null ? null : parseHostKey(host.hostKey);
  if (pinned?.type === offered.type && pinned.key === offered.key) return 'known';
  if (pinned !== null) refuseBlindly(host, pinned, offered, yes);
  process.stderr.write(`${tell(host, pinned, offered)}\n`);
  if (!(await confirm(`Trust this key of ${host.name}?`, { yes }))) return 'refused';
  await saveHostKey(inventory, host.name, `${offered.type} ${offered.key}`);
  return 'trusted';
}

// A key that changed is what an attack looks like: a script must not wave it through.
function refuseBlindly(host: Host, pinned: HostKey, offered: HostKey, yes: boolean): void {
  if (!yes) return;
  throw cliError({
    message: `the key of ${host.name} is not the pinned one; --yes does not replace it\npinned   ${pinned.fingerprint}\noffered  ${offered.fingerprint}`,
    next: { ask: `mosaic fleet host trust ${host.name}`, 'on the host': FINGERPRINT_COMMAND },
    exitCode: EXIT.failed,
  });
}

const FINGERPRINT_COMMAND = 'ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub';

function tell(host: Host, pinned: HostKey | null, offered: HostKey): string {
  const lines = [
    `${host.name} (${host.address}:${host.port}) offers`,
    `  ${offered.type}  ${offered.fingerprint}`,
    ...(pinned === null ? [] : [`but pinned is`, `  ${pinned.type}  ${pinned.fingerprint}`]),
    `compare it on the host:  ${FINGERPRINT_COMMAND}`,
  ];
  return lines.join('\n');
}
