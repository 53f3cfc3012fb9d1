/** Memory at the moment, in the reader's unit; seconds of CPU so far (or, as a share, cores). */
export interface PartUsage {
  readonly rss: number;
  readonly pss: number;
  readonly cpu: number;
}

/** What each part of something used until a moment, milliseconds since 1970. */
export interface Reading<Part extends string> {
  readonly at: number;
  readonly usage: Readonly<Record<Part, PartUsage>>;
}

/** Memory as it is at the end; CPU as cores between the two readings. */
export function shareOf<Part extends string>(
  before: Reading<Part>,
  after: Reading<Part>,
): Readonly<Record<Part, PartUsage>> {
  const seconds = (after.at - before.at) / 1000;
  const parts = (Object.entries(after.usage) as [Part, PartUsage][]).map(([name, { rss, pss, cpu }]) => [
    name,
    { rss, pss, cpu: (cpu - before.usage[name].cpu) / seconds },
  ]);
  return Object.fromEntries(parts) as Readonly<Record<Part, PartUsage>>;
}
