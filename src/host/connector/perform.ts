import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path/posix';
import type { Action, Draft } from './action.ts';
import { writeAudit } from './audit-log.ts';
import { type Core, start } from './core.ts';
import { decide } from './decide.ts';
import { conversationOf, deliver } from './deliver.ts';
import { itemsOf } from './items.ts';
import { nonceOf } from './nonce.ts';
import { redact } from './redact.ts';
import { changeAgent, sendToAgent, showState } from './run-command.ts';
import type { Entry } from './state.ts';

/**
 * Does what was decided: first what must be there before, then one line of the journal with all that must not be lost, `also` included, then
 * the rest. Throws where the disk does not take it: nothing of the rest is done then.
 */
export function perform(core: Core, actions: readonly Action[], also: readonly Entry[] = []): void {
  if (actions.length + also.length === 0) return;
  const entries = [...also, ...actions.flatMap((action) => prepare(core, action)), ...core.marks.values()];
  core.journal.append(...entries);
  core.marks.clear();
  for (const action of actions) carryOut(core, action);
  core.outbox.kick();
}

/** Whether it takes time, so that what it is about must be kept until it is done. */
export function takesTime({ do: what }: Action): boolean {
  return ['deliver', 'decide', 'show', 'lifecycle', 'send'].includes(what);
}

function prepare(core: Core, action: Action): readonly Entry[] {
  const at = Date.now();
  switch (action.do) {
    case 'record':
      return [action.entry];
    case 'audit':
      writeAudit(core.folders.own, action.line, at);
      return [];
    case 'pair':
      core.pairing.pair(action.user, at);
      return [];
    case 'miss':
      core.pairing.miss();
      return [];
    case 'deliver':
      return [{ kind: 'conversation', conversation: conversationOf(core, action.event, core.policy.agent) }];
    case 'say':
      return sayEntries(core, action.draft);
    case 'edit': {
      const key = `edit:${action.post}:${at}`;
      const nonce = nonceOf(core.config.name, key);
      const text = redact(action.text, core.secrets);
      const { place, post } = action;
      return [{ kind: 'item', item: { kind: 'edit', nonce, key, at, place, post, text, buttons: [] } }];
    }
    default:
      return [];
  }
}

/** The entries that have a draft said; its files are on the disk then. */
export function sayEntries(core: Core, draft: Draft): readonly Entry[] {
  const { config, adapter, secrets, folders } = core;
  const folder = join(folders.own, 'outbox');
  const rules = { connector: config.name, limits: adapter.limits, secrets, folder, at: Date.now() };
  const { items, file } = itemsOf(draft, rules);
  if (items.some(({ nonce }) => core.journal.state.items.has(nonce))) return [];
  if (file !== null) {
    mkdirSync(dirname(file.path), { recursive: true, mode: 0o700 });
    writeFileSync(file.path, file.text, { mode: 0o600, flush: true });
  }
  return items.map((item): Entry => ({ kind: 'item', item }));
}

function carryOut(core: Core, action: Action): void {
  const task = taskOf(core, action);
  if (task !== null) start(core, task);
}

// `null`: it was done with the line of the journal.
function taskOf(core: Core, action: Action): (() => Promise<unknown>) | null {
  const { adapter } = core;
  switch (action.do) {
    case 'react':
      return () => adapter.react(action.place, action.message, action.emoji, true);
    case 'typing':
      return () => adapter.typing(action.place);
    case 'answer':
      return () => adapter.answer(action.event.id, action.text);
    case 'deliver':
      return () => deliver(core, action.event, action.standing);
    case 'decide':
      return () => decide(core, action);
    case 'show':
      return () => showState(core, action);
    case 'lifecycle':
      return () => changeAgent(core, action);
    case 'send':
      return () => sendToAgent(core, action);
    default:
      return null;
  }
}
