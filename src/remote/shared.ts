/** Things that several take at once: opened for the first, ended after the last. */
export interface Shared<T> {
  /** Rejects as `open` does, for all who wait for it; the next taker opens again. */
  take(name: string, open: () => Promise<T>): Promise<Lease<T>>;
}

export interface Lease<T> {
  readonly value: T;
  /** May be called again: only the first call counts. */
  giveBack(): Promise<void>;
}

interface Entry<T> {
  readonly opening: Promise<T>;
  opened: T | null;
  takers: number;
}

/** What is over by itself is not handed out again. */
export function shared<T>(isOver: (value: T) => boolean, end: (value: T) => Promise<void>): Shared<T> {
  const entries = new Map<string, Entry<T>>();
  const forget = (name: string, entry: Entry<T>) => {
    if (entries.get(name) === entry) entries.delete(name);
  };
  return {
    take: async (name, open) => {
      let entry = entries.get(name);
      if (entry === undefined || (entry.opened !== null && isOver(entry.opened))) entry = entryOf(open);
      const taken = entry;
      entries.set(name, taken);
      taken.takers += 1;
      const value = await taken.opening.catch((error) => {
        forget(name, taken);
        throw error;
      });
      let held = true;
      const giveBack = async () => {
        if (!held) return;
        held = false;
        taken.takers -= 1;
        if (taken.takers > 0) return;
        forget(name, taken);
        await end(value);
      };
      return { value, giveBack };
    },
  };
}

function entryOf<T>(open: () => Promise<T>): Entry<T> {
  const opening = open();
  const entry: Entry<T> = { opening, opened: null, takers: 0 };
  opening.then(
    (value) => {
      entry.opened = value;
    },
    () => undefined,
  );
  return entry;
}
