import type { AgentState, HeartbeatLimits, Signals } from './heartbeat.ts';
import { ago, hookOfThisLaunch, isWithin, no, type Rule, type Sight, yes } from './rules.ts';
import { formatSpan } from './span.ts';

const HOOK_STATES: readonly AgentState[] = ['idle', 'busy', 'waiting', 'auth-hold', 'rate-limited'];

/** Seconds for which a screen may still show what was before the hook spoke. */
const REDRAW = 2;

/** What a living harness is doing: its own word first, its screen where that word is old or missing. */
export const livingRules: readonly Rule[] = [
  {
    name: 'screen-waiting',
    means: 'A question on the screen wins over an older word of the hook: a message now would answer it.',
    look: ({ screen }) => {
      if (screen?.kind !== 'waiting') return no(screenText(screen));
      return yes('waiting', 'a question stands on its screen', screen.changed);
    },
  },
  {
    name: 'contradiction',
    means: 'A fresh word of the hook and a screen that shows otherwise: one of them is wrong.',
    look: contradiction,
  },
  { name: 'hook', means: 'The harness says by itself what it does, and said so lately.', look: freshHook },
  {
    name: 'hung',
    means: 'A screen that shows work, on which nothing moves, without a word of the hook.',
    look: hung,
  },
  { name: 'screen', means: 'The hook is silent or missing: the screen tells.', look: byScreen },
  {
    name: 'screen-unknown',
    means: 'A screen that no pattern knows tells nothing.',
    look: (signals) => {
      if (signals.screen?.kind !== 'unknown') return no(screenText(signals.screen));
      return yes('unknown', `${hookText(signals)}, and no pattern knows its screen`);
    },
  },
];

function contradiction(signals: Signals, limits: HeartbeatLimits): Sight {
  const state = freshState(signals, limits);
  const hook = hookOfThisLaunch(signals);
  const { screen } = signals;
  if (state === null || hook === null || screen === null || screen.kind === 'unknown') {
    return no(`${hookText(signals)}; ${screenText(screen)}`);
  }
  if (screen.kind === state || isHold(state)) return no(`hook and screen agree on ${screen.kind}`);
  if (isWithin(signals, hook.at, REDRAW)) return no('the hook spoke a moment ago; the screen may follow');
  if (answeredSince(hook, screen)) return no('the question was answered after the hook spoke');
  return yes('unknown', `the hook says ${state} (${ago(signals, hook.at)}), the screen shows ${screen.kind}`);
}

function freshHook(signals: Signals, limits: HeartbeatLimits): Sight {
  const state = freshState(signals, limits);
  const hook = hookOfThisLaunch(signals);
  if (state === null || hook === null) return no(hookText(signals));
  if (answeredSince(hook, signals.screen)) return no('the question was answered after the hook spoke');
  return yes(state, `its hook said so ${ago(signals, hook.at)}${holdText(signals, state)}`, hook.since);
}

function hung(signals: Signals, limits: HeartbeatLimits): Sight {
  const { screen } = signals;
  if (freshState(signals, limits) !== null) return no(hookText(signals));
  if (screen?.kind !== 'busy' || screen.changed === null) return no(screenText(screen));
  if (isWithin(signals, screen.changed, limits.stale))
    return no(`its terminal changed ${ago(signals, screen.changed)}`);
  const silent = formatSpan(signals.now - screen.changed);
  const why = `nothing moved for ${silent} on a screen that shows work; ${hookText(signals)}`;
  return yes('stalled', why, screen.changed);
}

function byScreen(signals: Signals, limits: HeartbeatLimits): Sight {
  const { screen } = signals;
  if (screen?.kind !== 'busy' && screen?.kind !== 'idle') return no(screenText(screen));
  const hook = hookOfThisLaunch(signals);
  const since = hook?.state === screen.kind ? (hook.since ?? screen.changed) : screen.changed;
  const isDead = limits.nativeBeat && freshState(signals, limits) === null;
  const trouble = isDead ? ', though this harness beats: its hook is dead' : '';
  return yes(screen.kind, `${screenText(screen)}; ${hookText(signals)}${trouble}`, since);
}

/** What the hook says, where that is fresh and a state. */
function freshState(signals: Signals, limits: HeartbeatLimits): AgentState | null {
  const hook = hookOfThisLaunch(signals);
  if (hook === null || !isWithin(signals, hook.at, limits.stale)) return null;
  return HOOK_STATES.find((state) => state === hook.state) ?? null;
}

// A harness need not say when its question was answered; what its screen shows later does.
function answeredSince(hook: NonNullable<Signals['hook']>, screen: Signals['screen']): boolean {
  if (hook.state !== 'waiting' || screen === null) return false;
  return (screen.kind === 'busy' || screen.kind === 'idle') && (screen.changed ?? 0) > hook.at;
}

// What the provider refuses is not on the screen in a form that a pattern knows.
function isHold(state: AgentState): boolean {
  return state === 'auth-hold' || state === 'rate-limited';
}

/** What the provider said, and for how long it holds. */
function holdText({ hook, now }: Signals, state: AgentState): string {
  if (hook === null || !isHold(state)) return '';
  const left = state === 'rate-limited' && hook.until !== null ? hook.until - now : 0;
  const rest = left > 0 ? `, for ${formatSpan(left)} more` : '';
  return `${rest}${hook.last === null ? '' : `: ${hook.last}`}`;
}

function hookText(signals: Signals): string {
  const { hook } = signals;
  if (hook === null) return 'its hook never spoke';
  if (hookOfThisLaunch(signals) === null) return 'its hook has not spoken since this launch';
  return `its hook last spoke ${ago(signals, hook.at)} (${hook.state})`;
}

function screenText(screen: Signals['screen']): string {
  return screen === null ? 'its screen could not be read' : `its screen shows ${screen.kind}`;
}
