import { expect, test } from 'vitest';
import { deployJsonSchemas } from '../../src/model/contract-deploy.ts';

test.each(Object.entries(deployJsonSchemas()))(
  'the published schema of %s is that of the contract',
  async (name, schema) => {
    const text = `${JSON.stringify(schema, null, 2)}\n`;
    await expect(text).toMatchFileSnapshot(`../../docs/schema/${name}.schema.json`);
  },
);
