import { printable } from '../model/printable.ts';

const HARMLESS = /^[A-Za-z0-9._/~:@=+%,-]+( [A-Za-z0-9._/~:@=+%,-]+)*$/;

/**
 * Text that stands in a table's cell or a paragraph as nothing but itself: harmless words as code, in all else every mark
 * of Markdown and HTML as a character reference. Never more than one line.
 */
export function quoteMarkdown(text: string): string {
  if (HARMLESS.test(text)) return `\`${text}\``;
  return printable(text).replace(/@+|[!-/:-?[-`{-~]/g, quoteMarks);
}

// Mail addresses become links even when the `@` is a character reference, but not across code.
function quoteMarks(marks: string): string {
  return marks.startsWith('@') ? `\`${marks}\`` : `&#${marks.charCodeAt(0)};`;
}

/** A table; its cells are Markdown already. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`);
  return lines.join('\n');
}
