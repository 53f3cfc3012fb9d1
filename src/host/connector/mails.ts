import { join } from 'node:path/posix';
import type { LedgerEntry } from '../../model/mail.ts';
import { ledgerPath, mailFolders } from '../put-mail.ts';
import { LedgerTail } from './ledger-tail.ts';
import { readSmallFile } from './small-file.ts';

/** Most of an answer that is said. */
const MOST_ANSWER = 4 * 1024 * 1024;

/** How far mails are, by the ledgers of their agents. */
export class Mails {
  readonly #state: string;
  readonly #tails = new Map<string, LedgerTail>();
  readonly #last = new Map<string, LedgerEntry>();

  /** `state`: the fleet's state folder. */
  constructor(state: string) {
    this.#state = state;
  }

  /** Reads what an agent's ledger says by now. */
  read(agent: string): void {
    const tail = this.#tails.get(agent) ?? new LedgerTail(ledgerPath(this.#state, agent));
    this.#tails.set(agent, tail);
    for (const entry of tail.read()) this.#last.set(entry.id, entry);
  }

  /** `null`: the courier has not taken it up. */
  last(mail: string): LedgerEntry | null {
    return this.#last.get(mail) ?? null;
  }

  /** What the agent wrote in the turn that a mail began; `null`: nothing is known of it. */
  answer(agent: string, mail: string): string | null {
    return readSmallFile(join(mailFolders(this.#state, agent).answers, mail), MOST_ANSWER);
  }
}
