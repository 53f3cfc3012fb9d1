import pc from 'picocolors';
import { expect, test } from 'vitest';
import { formatError } from '../../src/cli/print-error.ts';

const plain = pc.createColors(false);

test('message, further lines, aligned next steps', () => {
  const telling = {
    message: 'dragon-lin: rolled back to 19ab33c\nThe old fleet runs.',
    next: { look: 'mosaic fleet logs coder-1', retry: 'mosaic fleet deploy dragon-lin' },
    exitCode: 1,
  };
  expect(formatError(telling, plain)).toBe(
    [
      'mosaic: dragon-lin: rolled back to 19ab33c',
      '  The old fleet runs.',
      '  look     mosaic fleet logs coder-1',
      '  retry    mosaic fleet deploy dragon-lin',
      '',
    ].join('\n'),
  );
});

test('hostile text cannot drive the terminal', () => {
  expect(formatError({ message: 'no \x1b[2J', next: 'rm \x07', exitCode: 1 }, plain)).toBe(
    'mosaic: no \\e[2J\n  next    rm \\x07\n',
  );
});
