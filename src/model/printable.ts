// Controls, the joiners and marks that hide or reorder text, line separators, tags. ZWJ and variation selectors stay: emoji need them.
const UNPRINTABLE =
  /[\p{Cc}\u{ad}\u{61c}\u{180e}\u{200b}\u{200c}\u{200e}\u{200f}\u{2028}-\u{202e}\u{2060}-\u{206f}\u{feff}\u{fff9}-\u{fffb}\u{e0000}-\u{e007f}]/gu;

const SHORT: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t', '\x1b': '\\e' };

/** One line that is safe to print on a terminal: what would move the cursor, colour, hide or reorder text becomes visible (`\e`, `\x07`, `\u202e`). */
export function printable(text: string): string {
  return text.toWellFormed().replace(UNPRINTABLE, visible);
}

function visible(character: string): string {
  const short = SHORT[character];
  if (short !== undefined) return short;
  const code = (character.codePointAt(0) ?? 0).toString(16);
  return code.length <= 2 ? `\\x${code.padStart(2, '0')}` : `\\u${code.padStart(4, '0')}`;
}
