import { explainState, type Opinion } from '../model/decide-state.ts';
import type { AgentProbe, HostProbe } from '../model/host-probe.ts';
import { formatSpan } from '../model/span.ts';

/** What every rule saw of an agent, by the limits that are deployed with it. */
export function explainProbe(probe: AgentProbe, host: HostProbe): readonly Opinion[] {
  const { nativeBeat, startWithin } = probe.agent;
  return explainState(probe.signals, { stale: host.stale, nativeBeat, startWithin });
}

/** How it last ended, in words; `null`: no end is recorded. */
export function describeExit({ exit, signals }: AgentProbe): string | null {
  if (exit === null || signals.exit === null) return null;
  const { at, code, signal } = signals.exit;
  const ran = exit['after'] === undefined ? '' : ` after it ran for ${formatSpan(Number(exit['after']))}`;
  const how =
    signal !== null
      ? `by SIG${signal}`
      : code !== null
        ? `with exit code ${code}`
        : 'in a way that nobody saw';
  return `${formatSpan(signals.now - at)} ago ${how}${ran}`;
}
