import { constants } from 'node:os';

/** What stderr tells of a marked command. */
export interface Marks {
  /** The leader of its process group; `null`: it was not started. */
  readonly pid: number | null;
  /** `null`: it did not tell. */
  readonly end: { readonly code: number | null; readonly signal: string | null } | null;
  /** Without the marks. */
  readonly stderr: string;
}

/** Reads the stderr of a `markedCommand`. */
export function readMarks(mark: string, bytes: Uint8Array): Marks {
  const text = Buffer.from(bytes).toString('utf8');
  const begin = new RegExp(`<${mark} (\\d+)>`).exec(text);
  const end = new RegExp(`<${mark} ([^<>]*):(\\d+)>`).exec(text);
  return {
    pid: begin === null ? null : Number(begin[1]),
    end: end === null ? null : endOf(end[1] ?? '', Number(end[2])),
    stderr: [begin, end].reduce((rest, found) => rest.replace(found?.[0] ?? '', ''), text),
  };
}

function endOf(words: string, code: number) {
  const signal = words === '' ? null : signalOf(code - 128);
  return signal === null ? { code, signal } : { code: null, signal };
}

function signalOf(number: number): string | null {
  return Object.entries(constants.signals).find(([, known]) => known === number)?.[0] ?? null;
}
