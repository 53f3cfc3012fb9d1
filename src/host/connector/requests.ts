import { type FSWatcher, readdirSync, rmSync, statSync, watch } from 'node:fs';
import { join } from 'node:path/posix';
import type { ChatRequest, ChatRequestResult } from '../../model/connector.ts';
import { draft } from './action.ts';
import { MOST_REQUEST, readRequest } from './chat-request.ts';
import type { Core } from './core.ts';
import { inFolder } from './folder-below.ts';
import { filesParts } from './incoming-files.ts';
import { nonceOf } from './nonce.ts';
import { copyOut, outgoingRoots } from './outgoing-files.ts';
import { redact } from './redact.ts';
import { directResult, requestResult, routeRequest } from './route-request.ts';
import { readSmallFile, writeWhole } from './small-file.ts';
import type { Conversation, Entry, RequestRecord } from './state.ts';

/** How long an agent's tool waits for the end of what it asked, before it is told that it is queued; milliseconds. */
const WAITS = 5000;
const MINUTE = 60_000;

/** Carries out what an agent asks, in the order in which it asked, and tells it what came of it. */
export class Requests {
  readonly #core: Core;
  readonly #base: string;
  /** Those whose results are awaited, and since when. */
  readonly #open = new Map<string, number>();
  #turn: Promise<void> = Promise.resolve();
  #recent: readonly number[] = [];

  constructor(core: Core) {
    this.#core = core;
    this.#base = join(core.folders.agents, core.policy.agent);
    for (const { id, at } of core.journal.state.requests.values())
      if (at > Date.now() - MINUTE) this.#open.set(id, at);
  }

  /** Carries out all that lie there now. */
  scan(): Promise<void> {
    this.#turn = this.#turn.then(async () => {
      for (const id of this.#waiting()) await this.#take(id).catch(this.#core.failed);
    });
    return this.#turn;
  }

  /** Tells results that are there by now; to be called when something was posted, and now and then. */
  tell(): void {
    const { journal, link } = this.#core;
    for (const [id, since] of this.#open) {
      const record = journal.state.requests.get(id);
      const result = record === undefined ? null : requestResult(record, journal.state);
      const isLate = Date.now() > since + WAITS || 'why' in link();
      if (result !== null) this.#result(result);
      else if (isLate) this.#result({ id, outcome: 'queued', why: queuedWhy(this.#core) });
    }
  }

  /** Tells when something new may lie there; nothing where the system cannot. */
  watch(changed: () => void): FSWatcher | null {
    try {
      this.#in('requests', () => {});
      return watch(join(this.#base, ...this.#parts('requests')), changed).on('error', () => {});
    } catch {
      return null;
    }
  }

  #parts(name: string): readonly string[] {
    return ['chat', this.#core.config.name, name];
  }

  #in<T>(name: string, use: (path: string) => T): T {
    return inFolder(this.#base, this.#parts(name), use);
  }

  #waiting(): readonly string[] {
    try {
      return this.#in('requests', (folder) => {
        const names = readdirSync(folder).filter((name) => /^[A-Za-z0-9_-]{1,64}\.json$/.test(name));
        const told = names.slice(0, 200).map((name) => ({
          name,
          at: statSync(join(folder, name), { throwIfNoEntry: false })?.mtimeMs ?? 0,
        }));
        return told.sort((a, b) => a.at - b.at).map(({ name }) => name.slice(0, -'.json'.length));
      });
    } catch {
      // The agent never ran, or made something else of it.
      return [];
    }
  }

  async #take(id: string): Promise<void> {
    const { journal } = this.#core;
    const text = this.#in('requests', (folder) => readSmallFile(join(folder, `${id}.json`), MOST_REQUEST));
    if (journal.state.requests.has(id)) this.#open.set(id, this.#open.get(id) ?? Date.now());
    else {
      const request = text === null ? 'it is no plain file, or too large' : readRequest(text, id);
      await this.#carryOut(id, request);
    }
    this.#in('requests', (folder) => rmSync(join(folder, `${id}.json`), { recursive: true, force: true }));
    this.tell();
  }

  async #carryOut(id: string, request: ChatRequest | string): Promise<void> {
    if (typeof request === 'string') return this.#result({ id, outcome: 'refused', why: request });
    const { policy, journal, adapter } = this.#core;
    this.#recent = this.#recent.filter((at) => at > Date.now() - MINUTE);
    const facts = { agent: policy.agent, limit: adapter.limits.text, recent: this.#recent.length };
    const plan = routeRequest(request, journal.state, facts);
    if (plan.kind === 'refuse') return this.#result({ id, outcome: 'refused', why: plan.why });
    this.#recent = [...this.#recent, Date.now()];
    const { conversation } = plan;
    switch (request.tool) {
      case 'reply':
        return this.#reply(request, conversation);
      case 'edit':
        return this.#keep(id, conversation, [this.#edit(request, conversation)]);
      case 'react':
        return this.#result(
          directResult(id, await adapter.react(conversation.place, request.message, request.emoji, true)),
        );
      case 'typing':
        return this.#result(directResult(id, await adapter.typing(conversation.place)));
    }
  }

  async #reply(
    { id, text, files }: Extract<ChatRequest, { tool: 'reply' }>,
    conversation: Conversation,
  ): Promise<void> {
    const copies: { readonly name: string; readonly path: string }[] = [];
    const rules = this.#outgoing();
    for (const [index, path] of files.entries()) {
      const copy = join(
        this.#core.folders.own,
        'outbox',
        `${nonceOf(this.#core.config.name, `request:${id}`)}-${index}`,
      );
      const copied = await copyOut(path, copy, rules);
      if (!copied.ok) {
        for (const { path: made } of copies) rmSync(made, { force: true });
        return this.#result({ id, outcome: 'refused', why: `nothing was sent: ${path}: ${copied.why}` });
      }
      copies.push(copied);
    }
    const { place, message: replyTo, id: cid } = conversation;
    const said = draft({ key: `request:${id}`, place, text, replyTo, conversation: cid, files: copies });
    this.#keep(id, conversation, this.#core.sayEntries(said));
  }

  #edit({ id, message, text }: Extract<ChatRequest, { tool: 'edit' }>, { place }: Conversation): Entry {
    const key = `request:${id}`;
    const nonce = nonceOf(this.#core.config.name, key);
    const shown = redact(text, this.#core.secrets);
    return {
      kind: 'item',
      item: { kind: 'edit', nonce, key, at: Date.now(), place, message, text: shown, buttons: [] },
    };
  }

  #keep(id: string, conversation: Conversation, items: readonly Entry[]): void {
    const nonces = items.flatMap((entry) => (entry.kind === 'item' ? [entry.item.nonce] : []));
    const at = Date.now();
    const request: RequestRecord = { id, agent: conversation.agent, nonces, refused: null, at };
    const isReply = items.some((entry) => entry.kind === 'item' && entry.item.kind === 'post');
    this.#core.perform(
      [],
      [
        { kind: 'request', request },
        ...items,
        ...(isReply ? [{ kind: 'replied', conversation: conversation.id } as const] : []),
      ],
    );
    this.#open.set(id, at);
  }

  #outgoing(): Parameters<typeof copyOut>[2] {
    const { adapter, secrets, config } = this.#core;
    const roots = outgoingRoots(this.#base, filesParts(config.name));
    return { roots, maxBytes: adapter.limits.fileBytes, secrets };
  }

  #result(result: ChatRequestResult): void {
    this.#open.delete(result.id);
    try {
      this.#in('results', (folder) => {
        const path = join(folder, `${result.id}.json`);
        writeWhole(path, JSON.stringify(result), join(folder, `.${result.id}`));
      });
    } catch (error) {
      this.#core.failed(error);
    }
  }
}

function queuedWhy({ link }: Core): string {
  const state = link();
  if (state.kind === 'up') return 'the platform has not taken it yet';
  return 'why' in state ? `there is no link to the platform: ${state.why}` : 'the link is being made';
}
