/** What happens to the next calls that match. */
export interface Fault {
  readonly method: string;
  /** A regular expression for the path without `/api/v10`. */
  readonly path: string;
  /** How many calls. */
  readonly count: number;
  readonly does: FaultKind;
}

export type FaultKind =
  /** The work is done, the answer never comes: the connection breaks. */
  | { readonly kind: 'lose-answer' }
  /** The connection breaks before anything is done. */
  | { readonly kind: 'lose-call' }
  | { readonly kind: 'status'; readonly status: number; readonly code?: number }
  | { readonly kind: 'delay'; readonly ms: number }
  | { readonly kind: 'limit'; readonly seconds: number; readonly global: boolean };

export interface Faults {
  readonly add: (fault: Fault) => void;
  readonly take: (method: string, path: string) => FaultKind | null;
}

export function faults(): Faults {
  const waiting: { fault: Fault; left: number }[] = [];
  return {
    add: (fault) => void waiting.push({ fault, left: fault.count }),
    take: (method, path) => {
      const found = waiting.find(
        ({ fault, left }) => left > 0 && fault.method === method && new RegExp(fault.path).test(path),
      );
      if (found === undefined) return null;
      found.left -= 1;
      return found.fault.does;
    },
  };
}
