import { knownHint } from './nearest.ts';
import type { WrittenHosts } from './written-inventory.ts';

/** What is wrong with the `jump` of one host. */
export interface JumpFault {
  readonly host: string;
  readonly message: string;
  readonly hint: string;
}

/** Jumps that lead nowhere, in a circle, or through a host that cannot pass a connection on. */
export function jumpFaults(hosts: WrittenHosts): readonly JumpFault[] {
  return Object.keys(hosts).flatMap((host): readonly JumpFault[] => {
    const fault = faultOf(hosts, host);
    return fault === null ? [] : [{ host, ...fault }];
  });
}

function faultOf(hosts: WrittenHosts, name: string): Omit<JumpFault, 'host'> | null {
  const { jump, connection } = hosts[name] ?? {};
  if (jump === undefined || connection === 'local') return null;
  if (!Object.hasOwn(hosts, jump)) {
    const others = Object.keys(hosts).filter((other) => other !== name);
    return { message: `unknown jump host "${jump}"`, hint: knownHint(jump, others.sort()) };
  }
  const circle = circleOf(hosts, name);
  if (circle !== null) {
    const message = `the jumps of ${name} lead in a circle: ${circle.join(' → ')}`;
    return { message, hint: 'remove the jump of the host that is reached directly' };
  }
  const way = hosts[jump]?.connection ?? 'ssh';
  if (way === 'local') {
    return { message: `${jump} is this machine: it is no jump host`, hint: 'remove this line' };
  }
  if (way === 'openssh' && connection !== 'openssh') {
    const message = `${name} cannot jump through ${jump}, which is reached by the ssh program`;
    return { message, hint: `connection: openssh  for ${name} too` };
  }
  return null;
}

/** `a → b → a`, when the jumps of a host come back to itself. */
function circleOf(hosts: WrittenHosts, name: string): readonly string[] | null {
  const way = [name];
  for (let at = hosts[name]?.jump; at !== undefined && Object.hasOwn(hosts, at); at = hosts[at]?.jump) {
    if (at === name) return [...way, at];
    if (way.includes(at)) return null;
    way.push(at);
  }
  return null;
}
