import { hostname, userInfo } from 'node:os';
import type { Actor, DeploySource } from '../../provision/actor.ts';
import type { HostScripts } from '../../provision/look.ts';
import { hostScript } from './host-scripts.ts';

/** Who types this command, and where. */
export function actorFor(why: string, source: DeploySource | null = null): Actor {
  return { by: userInfo().username, where: hostname(), why, source };
}

export function deployScripts(): HostScripts {
  return {
    facts: hostScript('settle', 'inside', 'credentials', 'harnesses', 'facts'),
    recover: hostScript('recover'),
    harness: hostScript('harness'),
  };
}
