import { type Act, type AgentOutcome, auditWord, parseOutcomes } from '../model/lifecycle-outcome.ts';
import { type RemoteFault, remoteError, type Transport } from '../remote/transport.ts';
import { shCommand } from './sh-command.ts';

/** What came of orders to several hosts: each agent, and each host that did not do its part. */
export interface LifecycleResult {
  readonly act: Act;
  readonly agents: readonly AgentOutcome[];
  readonly faults: readonly RemoteFault[];
}

export interface LifecycleOrder {
  readonly fleet: string;
  readonly act: Act;
  /** Who orders it, and on which machine; for the stop mark and the audit log. */
  readonly by: string;
  readonly where: string;
  /** Names of agents; empty is all that are deployed on the host. */
  readonly agents: readonly string[];
}

/** A unit may take two minutes to start; systemd gives up first. */
const DEADLINE_MS = 150_000;

/** Runs lifecycle.sh, whose text is `script`, on one host. Rejects with a RemoteError. */
export async function actOnHost(
  transport: Transport,
  order: LifecycleOrder,
  script: string,
): Promise<readonly AgentOutcome[]> {
  const { fleet, act, by, where, agents } = order;
  const result = await transport.exec(
    shCommand(script, fleet, act, auditWord(by), auditWord(where), ...agents),
    {
      deadlineMs: DEADLINE_MS,
    },
  );
  const outcomes = parseOutcomes(transport.host, Buffer.from(result.stdout).toString('utf8'));
  if (outcomes !== null) return outcomes;
  const said = result.stderr.trim();
  const message = `the ${act} did not tell its end; which agents it reached is not known${said === '' ? '' : `:\n${said}`}`;
  throw remoteError({ code: 'protocol', host: transport.host, message, next: 'mosaic fleet ps' });
}
