import { hostname, userInfo } from 'node:os';
import type { HostScripts } from '../../provision/look.ts';
import type { Actor } from '../../provision/plan-text.ts';
import { hostScript } from './host-scripts.ts';

/** Who types this command, and where. */
export function actorFor(why: string): Actor {
  return { by: userInfo().username, where: hostname(), why };
}

export function deployScripts(): HostScripts {
  return { facts: hostScript('inside', 'credentials', 'facts'), recover: hostScript('recover') };
}
