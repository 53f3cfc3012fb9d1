import fc from 'fast-check';

const pieces = fc.constantFrom(
  ...[
    "'",
    '"',
    '`',
    '$(touch /tmp/x)',
    '${HOME}',
    '$',
    '\\',
    '\\n',
    '\n',
    '\r',
    '\t',
    ' ',
    ';',
    '&',
    '|',
    '#',
  ],
  ...[
    '%',
    '%h',
    '%%',
    '*',
    '~',
    '!',
    '=',
    '<!--',
    '</a>',
    '{{x}}',
    '\\{{',
    '[a](b)',
    '```',
    '\x1b[31m',
    '\x7f',
  ],
  ...['ü', '漢字', '😀', '\u2028', '\ufeff'],
);

const short = fc.oneof(
  fc.string({ unit: pieces, maxLength: 30 }),
  fc.string({ unit: 'binary', maxLength: 30 }),
);
const long = pieces.map((piece) => piece.repeat(Math.ceil(10_000 / piece.length)));

/** Text that some grammar on its way takes for something else; never with a NUL, which no process can be given. */
export const hostileText = fc
  .oneof({ weight: 9, arbitrary: short }, { weight: 1, arbitrary: long })
  .filter((value) => !value.includes('\0'));

export const hostileEnvName = fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_]{0,20}$/).map((word) => `X${word}`);

export const hostileName = fc.stringMatching(/^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/);
