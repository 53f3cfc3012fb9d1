/** A flat file that sh writes by rename: `key=value` lines, a value reaches to the end of its line. */
export type FlatRecord = Readonly<Record<string, string>>;

/** Reads a flat record. Lines without `=` are not ours and are left out; of a repeated key the last counts. */
export function parseRecord(text: string): FlatRecord {
  const record: Record<string, string> = Object.create(null) as Record<string, string>;
  for (const line of text.split('\n')) {
    const at = line.indexOf('=');
    if (at > 0) record[line.slice(0, at)] = line.slice(at + 1);
  }
  return record;
}

/** A non-negative integer of a record, or `null` where it is absent or not one. */
export function integerOf(record: FlatRecord, key: string): number | null {
  const text = record[key];
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : null;
}
