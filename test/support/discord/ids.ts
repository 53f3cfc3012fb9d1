/** Discord's epoch: the first second of 2015, in milliseconds since 1970. */
const EPOCH = 1_420_070_400_000n;

/** Makes ids as Discord does: ordered by time, never the same twice. */
export function idMaker(): () => string {
  let last = 0n;
  return () => {
    const wanted = (BigInt(Date.now()) - EPOCH) << 22n;
    last = wanted > last ? wanted : last + 1n;
    return String(last);
  };
}

/** Whether id `a` is younger than `b`; ids are numbers of up to 20 digits. */
export function isYounger(a: string, b: string): boolean {
  return BigInt(a) > BigInt(b);
}

export function isId(text: string): boolean {
  return /^\d{1,20}$/.test(text);
}
