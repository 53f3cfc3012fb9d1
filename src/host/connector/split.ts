/** A part of a text: `body` is as it stands there; `before` and `after` open and close a code fence that goes on over the cut. */
export interface Piece {
  readonly before: string;
  readonly body: string;
  readonly after: string;
}

/** A fence that is open: what closes it, and the line that opens it again. */
interface Fence {
  readonly marker: string;
  readonly opening: string;
}

interface Line {
  readonly end: number;
  readonly inside: Fence | null;
}

// Longer ones are no fence that anybody meant, and would not leave room for a text.
const FENCE = /^ {0,3}(`{3,10})([^`\n]{0,40})\n?$/;

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/**
 * Cuts a text into pieces of at most `limit` UTF-16 units (200 or more), at ends of paragraphs, lines and words where that can be. The bodies
 * joined are the text. No surrogate pair is cut, and no grapheme that fits into half a piece.
 */
export function splitText(text: string, limit: number): readonly Piece[] {
  const lines = linesOf(text);
  const pieces: Piece[] = [];
  let start = 0;
  let open: Fence | null = null;
  while (start < text.length) {
    const before: string = open === null ? '' : open.opening;
    const cut = nextCut(text, lines, { start, open, room: limit - before.length });
    const body = text.slice(start, cut.at);
    pieces.push({ before, body, after: closing(body, cut.inside) });
    open = cut.inside;
    start = cut.at;
  }
  return pieces;
}

function linesOf(text: string): readonly Line[] {
  const lines: Line[] = [];
  let inside: Fence | null = null;
  for (let start = 0; start < text.length; ) {
    const feed = text.indexOf('\n', start);
    const end = feed < 0 ? text.length : feed + 1;
    inside = fenceAfter(text.slice(start, Math.min(end, start + 100)), inside);
    lines.push({ end, inside });
    start = end;
  }
  return lines;
}

function fenceAfter(line: string, inside: Fence | null): Fence | null {
  const [, marker = '', info = ''] = FENCE.exec(line) ?? [];
  if (marker === '') return inside;
  if (inside === null) return { marker, opening: `${marker}${info.trim()}\n` };
  return marker.length >= inside.marker.length && info.trim() === '' ? null : inside;
}

function closing(body: string, inside: Fence | null): string {
  if (inside === null) return '';
  return body.endsWith('\n') ? inside.marker : `\n${inside.marker}`;
}

interface Window {
  readonly start: number;
  readonly open: Fence | null;
  readonly room: number;
}

interface Cut {
  readonly at: number;
  readonly inside: Fence | null;
}

function nextCut(text: string, lines: readonly Line[], window: Window): Cut {
  const { start, room } = window;
  const fitting = lines.filter(
    ({ end, inside }) =>
      end > start &&
      end - start <= room &&
      end - start + closing(text.slice(start, end), endFence(text, end, inside)).length <= room,
  );
  const last = fitting.at(-1);
  if (last?.end === text.length) return { at: text.length, inside: null };
  const worth = fitting.filter(({ end }) => end - start >= room / 2);
  const best =
    worth.findLast(({ end, inside }) => inside === null && text.startsWith('\n', end)) ??
    worth.findLast(({ inside }) => inside === null) ??
    worth.at(-1);
  return best === undefined ? cutLine(text, lines, window) : { at: best.end, inside: best.inside };
}

// A fence that nobody closed needs no closing at the end of all.
function endFence(text: string, end: number, inside: Fence | null): Fence | null {
  return end === text.length ? null : inside;
}

function cutLine(text: string, lines: readonly Line[], { start, open, room }: Window): Cut {
  const near = lines.filter(({ end }, index) => end > start && (lines[index - 1]?.end ?? 0) < start + room);
  const most = room - Math.max(0, ...[open, ...near.map(({ inside }) => inside)].map(closingSize));
  const window = text.slice(start, start + most);
  const space = Math.max(window.lastIndexOf(' '), window.lastIndexOf('\t')) + 1;
  const isWord = space > most / 2 && isBoundary(text, start + space);
  const at = isWord ? start + space : start + graphemeCut(text, start, most);
  const index = near.findIndex(({ end }) => end >= at);
  const previous = near[index - 1];
  const [from, outside] = previous === undefined ? [start, open] : [previous.end, previous.inside];
  if (near[index]?.end === at) return { at, inside: near[index]?.inside ?? null };
  // A line that opens or closes a fence stays whole.
  return { at: near[index]?.inside !== outside && from > start ? from : at, inside: outside };
}

function closingSize(fence: Fence | null): number {
  return fence === null ? 0 : fence.marker.length + 1;
}

function isBoundary(text: string, at: number): boolean {
  const from = Math.max(0, at - 200);
  return graphemes.segment(text.slice(from, at + 200)).containing(at - from)?.index === at - from;
}

function graphemeCut(text: string, start: number, most: number): number {
  const segment = graphemes.segment(text.slice(start, start + most + 1000)).containing(most);
  if (segment !== undefined && segment.index > 0) return segment.index;
  // One grapheme that is longer than a piece: at least no half of a pair.
  return /[\ud800-\udbff]/.test(text[start + most - 1] ?? '') ? most - 1 : most;
}
