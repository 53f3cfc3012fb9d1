import { createHash } from 'node:crypto';
import type { FleetDirectory } from './fleet-directory.ts';
import type { Turn } from './living.ts';
import type { Random } from './random.ts';

/** Parts that a terminal, a shell, tmux or a harness could take for something else than text. */
const PARTS = [
  ...[
    ';',
    '\\;',
    '\\',
    '\\n',
    '%s',
    '$(reboot)',
    '`id`',
    '${HOME}',
    "'",
    '"',
    "it's",
    '#{pane_id}',
    '*',
    '~',
    '&& ||',
  ],
  ...[
    '\t',
    '\n',
    '\n\n\n',
    '  ',
    '> ',
    'working (esc to interrupt)',
    'Allow run: rm? (y/n)',
    '[201~',
    '^C',
    'Enter',
  ],
  ...[
    '😀',
    '👩‍👩‍👧‍👦',
    'e\u0301',
    '漢字',
    'שלום',
    '\u202e abc \u202c',
    '\u2066x\u2069',
    '\u200b',
    '\u2028',
    '\ufeff',
    '\u{10ffff}',
  ],
];
const BEGINNINGS = [
  '',
  '',
  '',
  '-',
  '--',
  '-R ',
  '-t x ',
  '!x ',
  ' ',
  '\t',
  '\n',
  '@',
  '#',
  '=',
  'outcome=answered\n',
];
const ENDINGS = ['', '', '', ';', '\\;', '\\', ' ', '\t', '\n', '\n\n', '>', '$'];

/** What no terminal can carry as it is. */
const UNSAFE: readonly Uint8Array[] = [
  Buffer.from('\x1b[201~'),
  Buffer.from('\x1b[200~'),
  Buffer.from('\0'),
  Buffer.from('\r'),
  Buffer.from('\x03'),
  Buffer.from('\x7f'),
  Buffer.from('\u009b201~'),
  Buffer.from([0xff]),
  Buffer.from([0xe6, 0xbc]),
  Buffer.from([0xc0, 0xaf]),
];

export interface Message {
  readonly bytes: Uint8Array;
  /** Whether it can arrive as it is; otherwise it must be refused. */
  readonly exact: boolean;
}

/** A message of its own: `number` makes it differ from all others, unless it is a single letter. */
export function drawMessage(random: Random, number: number): Message {
  switch (random.below(20)) {
    case 0:
      return { bytes: Buffer.from(random.pick(['x', '?', '漢', '-', ';', '$', '"'])), exact: true };
    case 1: {
      const unit = `${number}${random.pick(['a', '漢', 'x y '])}`;
      return { bytes: Buffer.from(unit.repeat(100_000 / Buffer.byteLength(unit))), exact: true };
    }
    case 2:
      return { bytes: Buffer.from(`/${number} ${drawText(random)}`), exact: false };
    case 3:
    case 4:
    case 5: {
      const [before, after] = [Buffer.from(`${number}${drawText(random)}`), Buffer.from(drawText(random))];
      return { bytes: Buffer.concat([before, random.pick(UNSAFE), after]), exact: false };
    }
    default:
      return {
        bytes: Buffer.from(`${random.pick(BEGINNINGS)}${number}${drawText(random)}${random.pick(ENDINGS)}`),
        exact: true,
      };
  }
}

function drawText(random: Random): string {
  return Array.from({ length: 1 + random.below(8) }, () => random.pick(PARTS)).join(random.pick(['', ' ']));
}

export interface Sent {
  readonly agent: string;
  readonly sha256: string;
  /** `lost`: the command told no outcome, so nobody knows. */
  readonly outcome: string;
  readonly why: string;
}

/** Sends bytes by `mosaic fleet send AGENT -`, and says what that told. */
export async function sendTo(
  { mosaic }: FleetDirectory,
  agent: string,
  bytes: Uint8Array,
  wait: number,
): Promise<Sent> {
  const { stdout, stderr } = await mosaic(['send', agent, '-', '--wait', `${wait}`, '--json'], bytes);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  if (!stdout.startsWith('{')) return { agent, sha256, outcome: 'lost', why: stderr.trim() };
  const { outcome, why } = JSON.parse(stdout) as { outcome: string; why: string };
  return { agent, sha256, outcome, why };
}

const ARRIVED = ['answered', 'started'];
const UNSURE = ['typed-not-submitted', 'ambiguous', 'lost'];

/** What an agent's transcript and what was said of the messages to it tell differently; empty: each arrived as often as it was said. */
export function contradictions(sent: readonly Sent[], turns: readonly Turn[]): readonly string[] {
  const count = (of: readonly { readonly sha256: string }[], sha256: string) =>
    of.filter((one) => one.sha256 === sha256).length;
  const wrong = [...new Set(sent.map(({ sha256 }) => sha256))].flatMap((sha256) => {
    const mine = sent.filter((one) => one.sha256 === sha256);
    const least = mine.filter(({ outcome }) => ARRIVED.includes(outcome)).length;
    const most = least + mine.filter(({ outcome }) => UNSURE.includes(outcome)).length;
    const arrived = count(turns, sha256);
    if (arrived >= least && arrived <= most) return [];
    const told = mine.map(({ outcome, why }) => `${outcome} ${why}`).join(', ');
    return [`message ${sha256.slice(0, 12)} arrived ${arrived} times, and was said to be: ${told}`];
  });
  const strangers = turns.filter(({ sha256 }) => count(sent, sha256) === 0);
  return [...wrong, ...strangers.map(({ turn }) => `turn ${turn} is of a message that nobody sent`)];
}
