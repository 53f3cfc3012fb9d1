import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path/posix';
import type { LinkState } from '../../model/chat.ts';
import type { State } from './fold.ts';
import { statusText } from './status-text.ts';

/** Writes `status` of a connector, for those who look at the host. `since`: milliseconds since 1970. */
export function writeStatus(folder: string, link: LinkState, since: number, state: State): void {
  const path = join(folder, 'status');
  const seconds = (at: number) => Math.floor(at / 1000);
  writeFileSync(`${path}.new`, statusText(link, seconds(since), pendingCount(state), seconds(Date.now())), {
    mode: 0o600,
  });
  renameSync(`${path}.new`, path);
}

function pendingCount({ items }: State): number {
  let count = 0;
  for (const { delivery } of items.values())
    if (delivery.kind === 'waiting' || delivery.kind === 'trying') count += 1;
  return count;
}
