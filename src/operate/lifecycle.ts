import { type RemoteFault, remoteError, type Transport } from '../remote/transport.ts';
import { shCommand } from './sh-command.ts';

export type Act = 'start' | 'stop' | 'restart';

/** What became of one agent: `left` was stopped by intent and nobody named it; `absent` is not deployed on that host. */
export interface AgentOutcome {
  readonly host: string;
  readonly agent: string;
  readonly outcome: 'ok' | 'left' | 'failed' | 'absent';
  /** Its unit's state now, as systemd says it: `active running`. */
  readonly now: string;
}

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

const OUTCOMES = ['ok', 'left', 'absent'] as const;

/** A unit may take two minutes to start; systemd gives up first. */
const DEADLINE_MS = 150_000;

/** Runs lifecycle.sh, whose text is `script`, on one host. Rejects with a RemoteError. */
export async function actOnHost(
  transport: Transport,
  order: LifecycleOrder,
  script: string,
): Promise<readonly AgentOutcome[]> {
  const { fleet, act, by, where, agents } = order;
  const result = await transport.exec(shCommand(script, fleet, act, word(by), word(where), ...agents), {
    deadlineMs: DEADLINE_MS,
  });
  const outcomes = parseOutcomes(transport.host, Buffer.from(result.stdout).toString('utf8'));
  if (outcomes !== null) return outcomes;
  const said = result.stderr.trim();
  const message = `the ${act} did not tell its end; which agents it reached is not known${said === '' ? '' : `:\n${said}`}`;
  throw remoteError({ code: 'protocol', host: transport.host, message, next: 'mosaic fleet ps' });
}

/** `null`: the output was cut off, and tells nothing. */
export function parseOutcomes(host: string, output: string): readonly AgentOutcome[] | null {
  const lines = output.split('\n').filter((line) => line !== '');
  if (lines.at(-1) !== 'end') return null;
  return lines.slice(0, -1).map((line) => {
    const [agent = '', word = '', now = ''] = line.split('	');
    return { host, agent, outcome: OUTCOMES.find((known) => known === word) ?? 'failed', now };
  });
}

// A field of the audit log ends at the first blank.
function word(text: string): string {
  return text.replace(/\s+/g, '_') || '-';
}
