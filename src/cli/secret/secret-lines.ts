import { homedir } from 'node:os';
import { lengthClass } from '../../model/secret.ts';
import { type SecretSource, sourceText } from '../../model/secret-source.ts';
import type { Cell, Column } from '../table.ts';
import type { FoundValue } from './found-value.ts';
import type { SetSecret } from './set-secret.ts';

/** One secret as `list` and `test` show it: everything but its value. */
export interface SecretView {
  readonly secret: string;
  readonly source: string;
  readonly agents: readonly string[];
  readonly ok: boolean;
  readonly length: string | null;
  readonly why: string | null;
  readonly next: string | null;
}

export function viewSecret(
  name: string,
  source: SecretSource,
  users: readonly string[],
  found: FoundValue,
): SecretView {
  const isFound = found.kind === 'value';
  return {
    secret: name,
    source: sourceText(source),
    agents: users,
    ok: isFound,
    length: isFound ? lengthClass(found.value) : null,
    why: isFound ? null : found.why,
    next: isFound ? null : found.next,
  };
}

export const secretColumns: readonly Column[] = [
  { title: 'secret' },
  { title: 'source', max: 40 },
  { title: 'agents', max: 40 },
  { title: 'value' },
  { title: '' },
];

export function secretRow({ secret, source, agents, ok, length, why, next }: SecretView): readonly Cell[] {
  const users = agents.length === 0 ? 'nobody' : agents.join(', ');
  return [secret, source, users, ok ? `ok, ${length}` : (why ?? ''), next ?? ''];
}

/** What `set` and `rotate` did, and what to type next. */
export function setText({ name, source, users, changed, madeIdentity, fault }: SetSecret): string {
  const where = source.kind === 'age' ? 'secrets.age' : sourceText(source);
  const made = madeIdentity === null ? [] : madeLines(madeIdentity);
  const told =
    changed === false ? `unchanged  ${name}: it has that value already` : `set  ${name} from ${where}`;
  const cannot = fault === null ? [] : [`  its value cannot be had yet: ${fault}`];
  const next =
    users.length === 0
      ? `  use it    env: { VARIABLE: secret:${name} }  of an agent`
      : `  next      mosaic fleet deploy    restarts ${users.join(', ')} if the value is another one`;
  return `${[...made, told, ...cannot, ...(changed === false ? [] : [next])].join('\n')}\n`;
}

function madeLines(path: string): readonly string[] {
  const shown = path.startsWith(`${homedir()}/`) ? `~${path.slice(homedir().length)}` : path;
  return [`made  ${shown}, which alone opens secrets.age on this machine: keep a copy of it elsewhere`];
}
