import { expect, test } from 'vitest';
import { psJsonSchema } from '../../src/model/contract-ps.ts';

test('the published schema is that of the contract', async () => {
  const text = `${JSON.stringify(psJsonSchema(), null, 2)}\n`;
  await expect(text).toMatchFileSnapshot('../../docs/schema/ps.schema.json');
});

test('each row has what other programs count on', () => {
  const schema = JSON.parse(JSON.stringify(psJsonSchema())) as {
    readonly properties: { readonly agents: { readonly items: { readonly required: readonly string[] } } };
  };
  const core = ['tenant', 'host', 'agent', 'heartbeat', 'managed'];
  expect(schema.properties.agents.items.required).toEqual(expect.arrayContaining(core));
});
