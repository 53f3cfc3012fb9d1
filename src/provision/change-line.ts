import type { Change } from './change.ts';

/** A change as recover.sh reads it: words of letters, digits and `@:._/+=%-` alone. Throws for any other. */
export function changeLine(change: Change): string {
  const words = wordsOf(change);
  const odd = words.find((word) => !/^[A-Za-z0-9@:._/+=%-]+$/.test(word));
  if (odd !== undefined) throw new TypeError(`not a word of a plan: ${JSON.stringify(odd)}`);
  return words.join(' ');
}

function wordsOf(change: Change): readonly string[] {
  switch (change.kind) {
    case 'put':
    case 'aside':
    case 'back':
    case 'drop':
      return [change.kind, change.path];
    case 'link':
    case 'unlink':
      return [change.kind, ...change.entries];
    case 'switch':
      return [change.kind, change.release ?? '-'];
    case 'credentials':
      return [change.kind, change.version ?? '-'];
    case 'reload':
      return [change.kind];
    case 'stop':
    case 'start':
    case 'restart':
    case 'reset-failed':
      return [change.kind, ...change.units];
    case 'rerun':
      return [change.kind, change.unit, String(change.pid)];
  }
}
