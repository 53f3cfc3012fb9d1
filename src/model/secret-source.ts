/** Where the operator's machine finds the value of a secret. */
export type SecretSource =
  | { readonly kind: 'env'; readonly variable: string }
  /** Absolute, beginning with `~/`, or relative to the fleet directory. */
  | { readonly kind: 'file'; readonly path: string }
  /** A line for sh, run in the fleet directory. */
  | { readonly kind: 'command'; readonly command: string }
  /** In `secrets.age` of the fleet directory. */
  | { readonly kind: 'age' };

/** What a source may look like, for the schema: the same as `parseSource` takes. */
export const SECRET_SOURCE =
  /^(?:age|env:[A-Za-z_][A-Za-z0-9_]*|file:(?! )[^\0-\x1f\x7f]{1,1000}|command:(?! )[^\0-\x1f\x7f]{1,4000})$/;

export function parseSource(written: string): SecretSource | null {
  if (!SECRET_SOURCE.test(written)) return null;
  if (written === 'age') return { kind: 'age' };
  const at = written.indexOf(':');
  const rest = written.slice(at + 1);
  switch (written.slice(0, at)) {
    case 'env':
      return { kind: 'env', variable: rest };
    case 'file':
      return { kind: 'file', path: rest };
    default:
      return { kind: 'command', command: rest };
  }
}

/** A source as it is written in the roster. */
export function sourceText(source: SecretSource): string {
  switch (source.kind) {
    case 'env':
      return `env:${source.variable}`;
    case 'file':
      return `file:${source.path}`;
    case 'command':
      return `command:${source.command}`;
    case 'age':
      return 'age';
  }
}

/** Why a source leads back to where it began, or `null`. */
export function circleFault(source: SecretSource): string | null {
  if (
    source.kind === 'command' &&
    /(?:^|[\s;&|(/])mosaic(?:\.js)?\s+(?:-\S+\s+)*fleet\b/.test(source.command)
  ) {
    return 'its command asks mosaic, which would ask for it again';
  }
  if (source.kind === 'file' && /(?:^|\/)secrets\.age$/.test(source.path)) {
    return 'secrets.age is encrypted: its text is not the value';
  }
  return null;
}
