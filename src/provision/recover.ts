import type { HostBundle } from '../model/bundle.ts';
import type { ExecResult, Transport } from '../remote/transport.ts';
import { type Actor, actorWord } from './actor.ts';
import type { WantedCredentials } from './credentials.ts';
import type { Facts } from './facts.ts';
import type { HostPlan } from './host-plan.ts';
import { factsIn, type HostScripts, lookScript } from './look.ts';
import { payload } from './payload.ts';
import { planText } from './plan-text.ts';
import { runScript } from './run-script.ts';

/** How an act of recover.sh ended on the host. */
export type ActResult =
  | { readonly kind: 'done' }
  /** Somebody else is at it, or left a deploy unconfirmed. */
  | { readonly kind: 'busy'; readonly why: string }
  /** Another release is current since the plan was made. */
  | { readonly kind: 'moved'; readonly why: string }
  /** Nothing is pending: it was reverted, by the host or by somebody else. */
  | { readonly kind: 'gone' }
  /** It could not even begin: nothing was changed. */
  | { readonly kind: 'refused'; readonly why: string }
  /** A change could not be made; what was made is undone, as far as `why` does not say otherwise. */
  | { readonly kind: 'failed'; readonly why: string };

/** What a switch is known by on the host, and when it ends. */
export interface Term {
  /** Seconds that the host waits for the confirmation before it reverts by itself. */
  readonly seconds: number;
  /** A word of this deploy alone: it can end no other. */
  readonly turn: string;
}

const DEADLINE_MS = 120_000;

/** `facts`: a look at what runs then, once systemd has nothing left to do; `null` when there was none, or it broke off. */
export type Applied =
  | { readonly kind: 'done'; readonly facts: Facts | null }
  | Exclude<ActResult, { kind: 'done' }>;

/** Brings the files, writes the journal, arms the host's own revert, makes the changes of the plan, and looks. Rejects with a RemoteError. */
export async function applyPlan(
  transport: Transport,
  scripts: HostScripts,
  plan: HostPlan,
  bundle: HostBundle | null,
  credentials: WantedCredentials | null,
  actor: Actor,
  { seconds, turn }: Term,
): Promise<Applied> {
  const text = Buffer.from(planText(plan, actor, seconds), 'utf8');
  const args = ['apply', plan.fleet, ...actorWords(actor), turn, String(text.length)];
  const stdin = Buffer.concat([text, payload(plan, bundle, credentials)]);
  const run = { script: scripts.recover, name: 'recover', args, stdin, deadlineMs: DEADLINE_MS };
  const result = await runScript(transport, { ...run, next: lookScript(scripts, plan.fleet, 'settled') });
  const applied = resultOf(result);
  return applied.kind === 'done' ? { kind: 'done', facts: factsIn(result.stdout, plan.fleet) } : applied;
}

/** Makes the switch final. `gone` when the host has reverted it already: only one of the two happens. */
export async function confirm(
  transport: Transport,
  scripts: HostScripts,
  fleet: string,
  actor: Actor,
  turn: string,
): Promise<ActResult> {
  return resultOf(await runRecover(transport, scripts, ['confirm', fleet, ...actorWords(actor), turn]));
}

/** Undoes the switch that is pending, now rather than at its deadline. */
export async function revert(
  transport: Transport,
  scripts: HostScripts,
  fleet: string,
  actor: Actor,
  turn: string,
): Promise<ActResult> {
  return resultOf(await runRecover(transport, scripts, ['revert', fleet, ...actorWords(actor), turn]));
}

function actorWords({ by, where, why }: Actor): readonly string[] {
  return [`${actorWord(by)}@${actorWord(where)}`, actorWord(why)];
}

function runRecover(
  transport: Transport,
  scripts: HostScripts,
  args: readonly string[],
): Promise<ExecResult> {
  return runScript(transport, { script: scripts.recover, name: 'recover', args, deadlineMs: DEADLINE_MS });
}

function resultOf({ code, signal, stderr }: ExecResult): ActResult {
  const why = stderr.trim().replaceAll(/\s*\n\s*/g, '; ');
  switch (code) {
    case 0:
      return { kind: 'done' };
    case 75:
      return { kind: 'busy', why };
    case 76:
      return { kind: 'moved', why };
    case 77:
      return { kind: 'gone' };
    case 71:
    case 73:
    case 74:
    case 78:
      return { kind: 'refused', why };
    default:
      return { kind: 'failed', why: why === '' ? `exit ${code ?? signal}` : why };
  }
}
