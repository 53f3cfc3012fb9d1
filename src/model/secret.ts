/** A value that nobody may see. It prints itself as `secret:NAME` wherever it gets: text, JSON, `console.log`, an error. */
export interface Secret {
  readonly name: string;
  /** The value itself: for the credential of a host, and for nothing else. */
  readonly reveal: () => Uint8Array;
  readonly toString: () => string;
  readonly toJSON: () => string;
}

export const MAX_SECRET = 65_536;

/** Keeps a value where no printer reaches it. Throws TypeError for what `secretFault` finds. */
export function secretValue(name: string, value: Uint8Array): Secret {
  const fault = secretFault(value);
  if (fault !== null) throw new TypeError(`secret ${name}: ${fault}`);
  const copy = Uint8Array.from(value);
  const shown = () => `secret:${name}`;
  return Object.freeze({
    name,
    reveal: () => copy,
    toString: shown,
    toJSON: shown,
    [Symbol.for('nodejs.util.inspect.custom')]: shown,
  });
}

/** Why these bytes cannot be a secret, or `null` when they can; never says anything of what they are. */
export function secretFault(value: Uint8Array): string | null {
  if (value.length === 0) return 'its value is empty';
  if (value.length > MAX_SECRET) return 'its value is longer than 64 kB';
  return value.includes(0) ? 'its value holds NUL, which no variable can' : null;
}

/** How long a value is, said so roughly that it helps nobody to guess it. */
export function lengthClass(value: Uint8Array): string {
  if (value.length < 8) return 'under 8 bytes';
  if (value.length < 64) return '8 to 63 bytes';
  return value.length < 1024 ? '64 bytes to 1 kB' : 'over 1 kB';
}
