import type { ManifestAgent } from '../model/bundle.ts';
import { hostPaths } from '../model/host-paths.ts';
import { parseRecord } from '../model/record.ts';
import { remoteError, type Transport } from '../remote/transport.ts';
import { shCommand } from './sh-command.ts';

export const DECIDE_RESULTS = ['decided', 'none', 'changed', 'unclear', 'ambiguous', 'failed'] as const;

/**
 * `decided`: the dialog is gone; `none`: none is open; `changed`: another prompt is open than the one that was decided on; `unclear`:
 * its hooks do not tell what is asked. `ambiguous`: keys were pressed, and it is still open. `failed`: no key could be pressed.
 */
export type DecideResult = (typeof DECIDE_RESULTS)[number];

export type Decision = 'allow' | 'deny';

export interface DecideOutcome {
  readonly outcome: DecideResult;
  readonly why: string;
  /** The prompt that was decided on, or that is open instead. */
  readonly prompt: string | null;
  readonly fingerprint: string | null;
}

export interface DecideOrder {
  readonly fleet: string;
  readonly agent: Pick<ManifestAgent, 'environment'>;
  readonly decision: Decision;
  /** Of the prompt that was decided on; `null`: of the one that is open. */
  readonly fingerprint: string | null;
}

// The script wants the fleet's root by its whole path.
const FROM_HOME = 'exec sh -c "$1" decide "$HOME/$2" "$3" "$4" "$5"';

const DEADLINE_MS = 60_000;

/** Answers an agent's permission dialog by decide.sh, whose text (with what stands before it) is `script`. Rejects with a RemoteError. */
export async function decidePrompt(
  transport: Transport,
  { fleet, agent, decision, fingerprint }: DecideOrder,
  script: string,
): Promise<DecideOutcome> {
  const args = [script, hostPaths.root(fleet), agent.environment, decision, fingerprint ?? ''];
  const result = await transport.exec(shCommand(FROM_HOME, ...args), { deadlineMs: DEADLINE_MS });
  const outcome = parseDecide(Buffer.from(result.stdout).toString('utf8'));
  if (outcome !== null) return outcome;
  const said = result.stderr.trim();
  const message = `it is not known whether the prompt was answered${said === '' ? '' : `:\n${said}`}`;
  throw remoteError({ code: 'protocol', host: transport.host, message, next: 'mosaic fleet ps' });
}

/** `null`: no outcome was told. */
export function parseDecide(output: string): DecideOutcome | null {
  const record = parseRecord(output);
  const outcome = DECIDE_RESULTS.find((known) => known === record['outcome']);
  if (outcome === undefined) return null;
  const { why = '', prompt, fingerprint } = record;
  return { outcome, why, prompt: prompt || null, fingerprint: fingerprint || null };
}
