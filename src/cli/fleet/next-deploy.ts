import type { HostOutcome } from '../../provision/outcome.ts';

/** The command that made an outcome. */
export type DeployCommand = 'deploy' | 'rollback';

/** What to type after an outcome to come to what was wanted; `null`: nothing is left to do. */
export function againCommand(outcome: HostOutcome, command: DeployCommand): string | null {
  const { host } = outcome;
  switch (outcome.result) {
    case 'unchanged':
      return null;
    case 'deployed':
      return outcome.deferred.length === 0 ? null : typed(command, host, outcome.to);
    case 'deferred':
    case 'rolled-back':
      return typed(command, host, outcome.to);
    case 'held':
      return `mosaic fleet ${command} --canary ${outcome.canary}`;
    case 'refused':
    case 'unreachable':
      return outcome.next;
  }
}

/** A rollback is to a release: once it is there, the one before is another. */
function typed(command: DeployCommand, host: string, to: string | null): string {
  if (command === 'deploy' || to === null) return `mosaic fleet ${command} ${host}`;
  return `mosaic fleet rollback ${host} --to ${to.slice(0, 7)}`;
}
