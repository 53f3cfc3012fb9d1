/** Something that happened at the stand-in. `at` is in milliseconds since 1970. */
export type RecordEntry =
  | {
      readonly at: number;
      readonly kind: 'rest';
      readonly method: string;
      /** With its query. */
      readonly path: string;
      /** `null`: the answer was lost, or nobody was there to take it. */
      readonly status: number | null;
      readonly body: unknown;
      /** What a fault did to this call. */
      readonly fault: string | null;
    }
  | { readonly at: number; readonly kind: 'received'; readonly op: number; readonly data: unknown }
  | {
      readonly at: number;
      readonly kind: 'sent';
      readonly event: string;
      readonly seq: number;
      readonly data: unknown;
    }
  | {
      readonly at: number;
      readonly kind: 'closed';
      readonly code: number;
      readonly by: 'stand-in' | 'client';
    }
  | {
      readonly at: number;
      readonly kind: 'session';
      readonly how: 'identified' | 'resumed' | 'refused';
      readonly session: string;
    }
  | { readonly at: number; readonly kind: 'act'; readonly name: string; readonly data: unknown };

// `Omit` alone would keep only the fields that all kinds share.
type Untimed<T> = T extends unknown ? Omit<T, 'at'> : never;

export interface Recorder {
  readonly entries: readonly RecordEntry[];
  readonly add: (entry: Untimed<RecordEntry>) => void;
}

export function recorder(): Recorder {
  const entries: RecordEntry[] = [];
  return { entries, add: (entry) => void entries.push({ at: Date.now(), ...entry } as RecordEntry) };
}
