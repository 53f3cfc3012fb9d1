import { expect, test } from 'vitest';
import { psRowSchema } from '../../src/model/contract-ps.ts';

test('each row has what other programs count on', () => {
  const core = ['tenant', 'host', 'agent', 'heartbeat', 'managed'];
  expect(Object.keys(psRowSchema.shape)).toEqual(expect.arrayContaining(core));
});
