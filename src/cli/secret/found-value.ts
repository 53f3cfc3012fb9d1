/** A value that was looked for: here it is, or why not and what to type. Neither text says anything of a value. */
export type FoundValue =
  | { readonly kind: 'value'; readonly value: Uint8Array }
  | { readonly kind: 'fault'; readonly why: string; readonly next: string };

export function faulty(why: string, next: string): FoundValue {
  return { kind: 'fault', why, next };
}
