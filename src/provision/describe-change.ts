import { printable } from '../model/printable.ts';
import type { Change } from './change.ts';
import { plainPath } from './paths.ts';

/** A change in words, for `plan --verbose` and `--json`. */
export function describeChange(change: Change): string {
  switch (change.kind) {
    case 'put':
      return `put ${shownPath(change.path)}`;
    case 'aside':
      return `take away ${shownPath(change.path)}`;
    case 'back':
      return `put back ${shownPath(change.path)}`;
    case 'drop':
      return `remove ${shownPath(change.path)}`;
    case 'link':
    case 'unlink':
      return `${change.kind} ${change.entries.join(' ')}`;
    case 'switch':
      return change.release === null ? 'no release is current' : `switch to ${change.release.slice(0, 7)}`;
    case 'credentials':
      return change.version === null
        ? 'no secrets are current'
        : `switch to secrets ${change.version.slice(0, 7)}`;
    case 'reload':
      return 'reload systemd';
    case 'stop':
    case 'start':
    case 'restart':
    case 'reset-failed':
      return `${change.kind} ${change.units.join(' ')}`;
    case 'rerun':
      return `restart ${change.unit} unless it is still process ${change.pid}`;
  }
}

function shownPath(path: string): string {
  return `~/${printable(plainPath(path))}`;
}
