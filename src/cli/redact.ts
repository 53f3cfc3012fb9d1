import { printable } from '../model/printable.ts';
import type { Secret } from '../model/secret.ts';

/** What is replaced by what, the longest first. */
type Replacements = readonly (readonly [string, string])[];

/** Shorter values stand in too many words that are none: what they would take away says more than it hides. */
const LEAST = 5;

/** The forms in which a value can get into what is printed: as it is, as JSON writes it, as a terminal shows it, in pieces. */
export function formsOf(secret: Secret): readonly string[] {
  const bytes = Buffer.from(secret.reveal());
  const text = bytes.toString('utf8');
  const latin = bytes.toString('latin1');
  const lines = text.split(/\r?\n/).filter((line) => line.trim().length >= 8);
  const plain = [text, latin, text.trim(), ...lines, bytes.toString('base64'), bytes.toString('hex')];
  const shown = plain.flatMap((form) => [form, printable(form)]);
  const forms = shown.flatMap((form) => [form, JSON.stringify(form).slice(1, -1)]);
  return [...new Set(forms)].filter((form) => form.length >= LEAST);
}

/** A text without the values: `secret:NAME` stands in their place. */
export function redact(text: string, replacements: Replacements): string {
  return replacements.reduce((rest, [form, shown]) => rest.replaceAll(form, () => shown), text);
}

let known: Replacements = [];

/** From now on nothing that this process prints on stdout or stderr shows this value. */
export function redactFromNowOn(secret: Secret): void {
  if (known.length === 0) for (const stream of [process.stdout, process.stderr]) guard(stream);
  const more = formsOf(secret).map((form) => [form, String(secret)] as const);
  known = [...known, ...more].sort(([a], [b]) => b.length - a.length);
}

function guard(stream: NodeJS.WriteStream): void {
  const write = stream.write.bind(stream) as (chunk: unknown, ...rest: unknown[]) => boolean;
  stream.write = (chunk: unknown, ...rest: unknown[]) => write(clean(chunk), ...rest);
}

// Bytes keep their bytes: latin1 is one character a byte, both ways.
function clean(chunk: unknown): unknown {
  if (typeof chunk === 'string') return redact(chunk, known);
  if (!(chunk instanceof Uint8Array)) return chunk;
  const text = Buffer.from(chunk).toString('latin1');
  const asLatin = known.map(
    ([form, shown]) => [Buffer.from(form, 'utf8').toString('latin1'), shown] as const,
  );
  const cleaned = redact(text, [...known, ...asLatin]);
  return cleaned === text ? chunk : Buffer.from(cleaned, 'latin1');
}
