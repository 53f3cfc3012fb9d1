import { hostPaths } from '../model/host-paths.ts';
import type { HostProbe } from '../model/host-probe.ts';
import { parseLook } from '../model/parse-probe.ts';
import { socketFolder } from '../model/unit-name.ts';
import { type RemoteFault, remoteError, type Transport } from '../remote/transport.ts';
import { shCommand } from './sh-command.ts';

/** Texts of look.sh, and of screen.sh with probe.sh after it. */
export interface ProbeScripts {
  readonly look: string;
  readonly probe: string;
}

/** How long a look may take: a host that is frozen after the connection never answers. */
const DEADLINE_MS = 15_000;

/** Looks at all agents of a fleet on one host, by one command. Rejects with a RemoteError. */
export async function probeHost(
  transport: Transport,
  fleet: string,
  scripts: ProbeScripts,
): Promise<HostProbe> {
  const command = shCommand(scripts.look, hostPaths.root(fleet), socketFolder(fleet), scripts.probe);
  const result = await transport.exec(command, { deadlineMs: DEADLINE_MS });
  const probe = parseLook(result.stdout);
  if (probe === null) throw remoteError(unreadable(transport.host, result.stderr));
  return probe;
}

function unreadable(host: string, stderr: string): RemoteFault {
  const said = stderr.trim().split('\n').slice(-3).join('\n');
  const message = `the look at its agents gave no answer that can be read${said === '' ? '' : `:\n${said}`}`;
  return { code: 'protocol', host, message, next: `mosaic fleet verify ${host}` };
}
