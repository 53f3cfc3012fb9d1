/** Where in a user's file something stands. Lines and columns count from 1; `length` is in characters on that line. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly length: number;
  /** The line's own text, for the caret. */
  readonly text: string;
}

/** A user's fault, or something that they should know. Never thrown: collected, and printed all at once. */
export interface Problem {
  readonly severity: 'error' | 'warning';
  readonly message: string;
  /** What is valid here, or what to type instead. */
  readonly hint?: string;
  readonly place?: Place;
}

export type Result<T> =
  | { readonly ok: true; readonly value: T; readonly warnings: readonly Problem[] }
  | { readonly ok: false; readonly problems: readonly Problem[] };

export function succeed<T>(value: T, warnings: readonly Problem[] = []): Result<T> {
  return { ok: true, value, warnings };
}

export function fail<T>(problems: readonly Problem[]): Result<T> {
  return { ok: false, problems };
}
