import type { ManifestAgent } from '../../model/bundle.ts';
import type { Here } from '../here.ts';
import { ledgerPath } from '../put-mail.ts';
import { LedgerFile } from './ledger-file.ts';
import { makeFolders } from './mail-box.ts';
import type { Papers } from './papers.ts';
import { round } from './round.ts';
import { forgetOthers } from './typing.ts';

/** Where one agent's mail is worked on, one step after the other. */
export interface Desk {
  /** Something may have changed: look again. */
  readonly wake: () => void;
}

export interface DeskParts {
  readonly here: Here;
  readonly name: string;
  /** The agent as it is deployed now; `null`: it is not. */
  readonly agent: () => Promise<ManifestAgent | null>;
  readonly signal: AbortSignal;
  /** Called before each change of the disk, and before something is typed. */
  readonly beforeWrite: (what: string) => void;
  readonly complain: (what: string) => void;
}

/** Milliseconds until what failed (a full disk…) is tried again. */
const RETRY_MS = 1000;

export function openDesk(parts: DeskParts): Desk {
  let [isRunning, isWoken] = [false, false];
  let papers: Papers | null = null;
  let timer: NodeJS.Timeout | undefined;
  const step = async (): Promise<number | null> => {
    try {
      papers ??= await openPapers(parts);
      return await round(parts, papers);
    } catch (error) {
      parts.complain(`${parts.name}: ${(error as Error).message}`);
      return RETRY_MS;
    }
  };
  const run = async (): Promise<void> => {
    while (isWoken && !parts.signal.aborted) {
      isWoken = false;
      clearTimeout(timer);
      const next = await step();
      if (next !== null && !parts.signal.aborted) timer = setTimeout(wake, next);
    }
    isRunning = false;
  };
  const wake = (): void => {
    isWoken = true;
    if (isRunning || parts.signal.aborted) return;
    isRunning = true;
    void run();
  };
  parts.signal.addEventListener('abort', () => clearTimeout(timer), { once: true });
  return { wake };
}

async function openPapers({ here, name, beforeWrite }: DeskParts): Promise<Papers> {
  const folders = await makeFolders(here.state, name);
  const ledger = await LedgerFile.open(ledgerPath(here.state, name), beforeWrite);
  await forgetOthers(folders.tmp, (id) => ledger.entries.get(id)?.state === 'typing');
  return { folders, ledger, missedSince: new Map(), look: null, swept: 0 };
}
