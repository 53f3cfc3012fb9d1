import { expect, test } from 'vitest';
import { onInterrupt, sayFarewells } from '../../src/cli/interrupt.ts';

test('the last registered speaks first; what was taken back is silent', async () => {
  onInterrupt(() => 'lock released');
  const takeBack = onInterrupt(() => 'never said');
  onInterrupt(() => Promise.resolve('dragon-lin: nothing switched yet'));
  takeBack();
  expect(await sayFarewells()).toEqual(['dragon-lin: nothing switched yet', 'lock released']);
});
