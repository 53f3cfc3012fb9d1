import type { Host } from '../model/host.ts';
import { isRemoteError, type Transport } from '../remote/transport.ts';
import type { HostLook } from './host-look.ts';
import { type ProbeScripts, probeHost } from './probe-host.ts';

/** Looks at one host. That it does not answer is a result; only bugs reject. */
export async function lookAtHost(
  host: Host,
  open: (host: Host) => Promise<Transport>,
  fleet: string,
  scripts: ProbeScripts,
): Promise<HostLook> {
  try {
    return { host: host.name, probe: await probeHost(await open(host), fleet, scripts) };
  } catch (error) {
    if (!isRemoteError(error)) throw error;
    const { code, message, next } = error;
    return { host: host.name, fault: { code, host: host.name, message, next } };
  }
}
