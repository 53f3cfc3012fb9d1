import type { DeployDocument } from '../../model/contract-deploy.ts';
import type { HostOutcome } from '../../provision/outcome.ts';
import { EXIT, type ExitCode } from '../cli-error.ts';
import { againCommand, type DeployCommand } from './next-deploy.ts';

/** What `deploy --json` and `rollback --json` print. */
export function deployDocument(
  fleet: string,
  outcomes: readonly HostOutcome[],
  command: DeployCommand,
): DeployDocument {
  return { version: 1, fleet, hosts: outcomes.map((outcome) => outcomeRow(outcome, command)) };
}

function outcomeRow(outcome: HostOutcome, command: DeployCommand): DeployDocument['hosts'][number] {
  const { host, result } = outcome;
  return {
    host,
    result,
    from: 'from' in outcome ? outcome.from : 'release' in outcome ? outcome.release : null,
    to: 'to' in outcome ? outcome.to : 'release' in outcome ? outcome.release : null,
    starts: 'starts' in outcome ? [...outcome.starts] : [],
    deferred: 'deferred' in outcome ? outcome.deferred.map((one) => ({ ...one })) : [],
    why: whyOf(outcome),
    agent: 'agent' in outcome ? outcome.agent : null,
    log: 'log' in outcome ? [...outcome.log] : [],
    differs: 'differs' in outcome ? [...outcome.differs] : [],
    undecided: 'undecided' in outcome && outcome.undecided,
    next: againCommand(outcome, command),
  };
}

function whyOf(outcome: HostOutcome): string | null {
  if ('why' in outcome) return outcome.why;
  return outcome.result === 'held' ? `it waits for the canary ${outcome.canary}; nothing was changed` : null;
}

/** 1 when nothing was done, since all hosts failed; 3 when some failed or wait, or agents were left as they are. */
export function deployExitCode(outcomes: readonly HostOutcome[]): ExitCode {
  const failed = outcomes.filter(isFailure).length;
  if (failed > 0 && failed === outcomes.length) return EXIT.failed;
  return failed > 0 || outcomes.some(isDeferred) ? EXIT.someHosts : EXIT.ok;
}

function isFailure({ result }: HostOutcome): boolean {
  return result !== 'unchanged' && result !== 'deployed' && result !== 'deferred';
}

function isDeferred(outcome: HostOutcome): boolean {
  return 'deferred' in outcome && outcome.deferred.length > 0;
}
