import type { ChatButton, ChatPlace } from '../../model/chat.ts';
import { printable } from '../../model/printable.ts';
import type { Action, PressEvent } from './action.ts';
import { draft } from './action.ts';
import type { PromptState, State } from './fold.ts';
import type { AgentView } from './host-door.ts';
import { nonceOf } from './nonce.ts';
import type { Policy, Standing } from './policy.ts';
import type { PromptRecord } from './state.ts';

/** How long a button may be pressed, milliseconds. */
const PRESS_WITHIN = 900_000;

/** A decision that was passed on needs so long until the agent no longer shows its prompt, milliseconds. */
const SETTLES_WITHIN = 30_000;

export interface PromptFacts {
  readonly now: number;
  /** A word that nobody can guess, for a new prompt. */
  readonly nonce: string;
  /** Where owners read. */
  readonly place: ChatPlace;
}

/** Shows what an agent asks, and takes away the buttons of what it no longer asks. */
export function routePrompt(
  state: State,
  policy: Policy,
  view: AgentView,
  facts: PromptFacts,
): readonly Action[] {
  const of = [...state.prompts.values()].filter(({ prompt }) => prompt.agent === view.name);
  const asks = view.state === 'waiting' ? view.fingerprint : null;
  const gone = of
    .filter(({ prompt, over }) => over !== 'left' && prompt.fingerprint !== view.fingerprint)
    .flatMap((known) => leave(known, facts.now));
  if (asks === null) return gone;
  const last = of.findLast(({ prompt, over }) => prompt.fingerprint === asks && over !== 'left');
  if (last === undefined) return [...gone, ...show(policy, view, asks, facts)];
  if (last.over === null && facts.now > last.prompt.expires)
    return [...gone, ...expire(last.prompt, facts.now)];
  const isLost = last.over === 'pressed' && facts.now > last.at + SETTLES_WITHIN;
  return isLost ? [...gone, ...leave(last, facts.now), ...show(policy, view, asks, facts)] : gone;
}

function leave({ prompt, over }: PromptState, at: number): readonly Action[] {
  const end: Action = { do: 'record', entry: { kind: 'prompt-over', nonce: prompt.nonce, how: 'left', at } };
  if (over !== null) return [end];
  return [
    end,
    {
      do: 'edit',
      place: prompt.place,
      post: prompt.post,
      text: `${prompt.agent} no longer asks this: it was decided elsewhere, or given up.`,
    },
  ];
}

function expire({ nonce, agent, place, post }: PromptRecord, at: number): readonly Action[] {
  const text = `${agent} still waits for a decision; these buttons are too old. Next: mosaic fleet approve ${agent}`;
  return [
    { do: 'record', entry: { kind: 'prompt-over', nonce, how: 'late', at } },
    { do: 'edit', place, post, text },
  ];
}

function show(policy: Policy, view: AgentView, fingerprint: string, facts: PromptFacts): readonly Action[] {
  const { nonce, now, place } = facts;
  const key = `prompt:${nonce}`;
  const post = nonceOf(policy.connector, `${key}#0`);
  const prompt: PromptRecord = {
    nonce,
    agent: view.name,
    fingerprint,
    expires: now + PRESS_WITHIN,
    place,
    post,
    at: now,
  };
  const text = `${view.name} asks for permission:\n${monospace(view.prompt ?? '', 1200)}\nOwners decide here within 15 minutes, or by: mosaic fleet approve ${view.name}`;
  return [
    { do: 'record', entry: { kind: 'prompt', prompt } },
    { do: 'say', draft: draft({ key, place, text, buttons: buttonsOf(nonce) }) },
  ];
}

function buttonsOf(nonce: string): readonly ChatButton[] {
  return [
    { label: 'Allow', style: 'good', data: `decide ${nonce} allow` },
    { label: 'Deny', style: 'bad', data: `decide ${nonce} deny` },
  ];
}

/** A code block of one or more lines that holds the text as it is, but for what would end the block; cut to so many UTF-16 units. */
export function monospace(text: string, most: number): string {
  const lines = text.split('\n').map((line) => printable(line).replaceAll('`', '´'));
  const whole = lines.join('\n');
  const shown = whole.length > most ? `${whole.slice(0, most).toWellFormed()}…` : whole;
  return `\`\`\`\n${shown}\n\`\`\``;
}

export interface PressFacts {
  readonly now: number;
  readonly standing: Standing;
  /** How the agent is now, as far as it could be learned. */
  readonly view: AgentView | null;
}

/** What a press does: a valid one decides, every other one is told to its presser alone. */
export function routePress(event: PressEvent, state: State, facts: PressFacts): readonly Action[] {
  const [, nonce = '', word = ''] = /^decide ([0-9a-f]{1,40}) (allow|deny)$/.exec(event.data) ?? [];
  const known = state.prompts.get(nonce);
  const fault = pressFault(event, known, facts, state);
  if (fault !== null || known === undefined) return refuse(event, fault ?? 'not a button of ours');
  const decision = word === 'allow' ? 'allow' : 'deny';
  return [
    { do: 'record', entry: { kind: 'prompt-over', nonce, how: 'pressed', at: facts.now } },
    audited(event, 'decides', `${decision} ${known.prompt.agent} ${known.prompt.fingerprint}`),
    { do: 'decide', event, prompt: known.prompt, decision },
  ];
}

function pressFault(
  event: PressEvent,
  known: PromptState | undefined,
  { now, standing, view }: PressFacts,
  state: State,
): string | null {
  if (standing !== 'owner') return 'only owners of this connector may decide';
  if (known === undefined) return 'this is not a question of ours, or one that is long over';
  const { prompt, over } = known;
  const shown = state.items.get(prompt.post)?.delivery;
  if (shown?.kind === 'posted' && shown.message !== event.message)
    return 'this button is not on the message that it belongs to';
  if (over === 'pressed') return 'somebody decided this already';
  if (over === 'left') return `${prompt.agent} no longer asks this`;
  if (over === 'late' || now > prompt.expires)
    return `this is too late: mosaic fleet approve ${prompt.agent}`;
  if (view !== null && view.fingerprint !== prompt.fingerprint) return `${prompt.agent} no longer asks this`;
  return null;
}

function refuse(event: PressEvent, why: string): readonly Action[] {
  return [audited(event, 'refused', why), { do: 'answer', event, text: `Nothing was done: ${why}.` }];
}

function audited({ user: who, place, data }: PressEvent, act: string, why: string): Action {
  return { do: 'audit', line: { act, who, place, why, said: act === 'refused' ? data : '' } };
}
