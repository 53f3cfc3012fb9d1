import { printable } from '../../model/printable.ts';
import type { Action, CommandEvent } from './action.ts';
import { monospace } from './approvals.ts';
import { type Core, channelOf } from './core.ts';
import { conversationOf, mailOf, news, storeMail } from './deliver.ts';
import type { LifecycleAct } from './host-door.ts';
import { standingOf } from './policy.ts';
import { redact } from './redact.ts';
import { showAgent, showAgents, showLines } from './show-agents.ts';

type Of<K extends Action['do']> = Extract<Action, { do: K }>;

/** Answers a command that only looks. */
export async function showState(core: Core, { event, what, agent, lines }: Of<'show'>): Promise<void> {
  const limit = core.adapter.limits.text;
  if (what === 'logs' && agent !== null) {
    const logs = await core.door.logs(agent, lines);
    return finish(core, event, logs.ok ? showLines(logs.value, limit) : trouble('The log', logs.why));
  }
  const look = await core.looks.soon();
  if (!look.ok) return finish(core, event, trouble('The host', look.why));
  if (agent === null) return finish(core, event, showAgents(look.value, limit));
  const found = look.value.agents.find(({ name }) => name === agent);
  finish(core, event, found === undefined ? absent(agent) : showAgent(found, look.value.now, limit));
}

const DOING: Readonly<Record<LifecycleAct, string>> = {
  start: 'Starting',
  stop: 'Stopping',
  restart: 'Restarting',
};

/** Starts, stops or restarts an agent; that takes longer than a platform waits for its answer. */
export async function changeAgent(core: Core, { event, act, agent }: Of<'lifecycle'>): Promise<void> {
  await core.adapter.answer(event.id, `${DOING[act]} ${agent} …`);
  const result = await core.door.lifecycle(act, agent, `${core.policy.kind}:${event.user.id}`);
  finish(
    core,
    event,
    result.ok ? `${agent}: ${printable(result.value)}` : trouble(`${act} ${agent}`, result.why),
  );
}

/** Sends a text to an agent; what it answers comes where the command was given. */
export async function sendToAgent(core: Core, { event, agent, text }: Of<'send'>): Promise<void> {
  const look =
    core.looks.last() ?? (await core.looks.soon().then((fresh) => (fresh.ok ? fresh.value : null)));
  if (look !== null && !look.agents.some(({ name }) => name === agent))
    return finish(core, event, absent(agent));
  const { channel, direct } = event.place;
  const place = direct || channel === core.policy.channel ? event.place : channelOf(core.policy);
  const conversation = conversationOf(core, { ...event, place }, agent);
  core.perform([], [{ kind: 'conversation', conversation }]);
  const standing = standingOf(core.policy, event.user.id, core.pairing.paired());
  await storeMail(core, mailOf(core, conversation, { ...event, text, place }, standing, []));
  const said = await news(core, conversation);
  const more = said.flatMap((action) => (action.do === 'say' ? [action.draft.text] : []));
  finish(core, event, [`Stored for ${agent}; its answer comes here.`, ...more].join(' '));
}

function finish(core: Core, event: CommandEvent, text: string): void {
  core.perform(
    [{ do: 'answer', event, text: redact(text, core.secrets) }],
    [{ kind: 'done', event: event.id, at: Date.now() }],
  );
}

function absent(agent: string): string {
  return `There is no agent ${agent} on this host: /fleet ps shows which there are.`;
}

function trouble(what: string, why: string): string {
  return `${what}: that did not work.\n${monospace(why, 1000)}`;
}
