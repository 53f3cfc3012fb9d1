import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type ContractName, contractJsonSchema, contracts } from '../../src/model/contracts.ts';

// After a change: vitest run -u of this file.
test.each(Object.keys(contracts) as ContractName[])(
  'docs/schema/%s.schema.json is the contract',
  async (name) => {
    const file = join(import.meta.dirname, '../../docs/schema', `${name}.schema.json`);
    await expect(contractJsonSchema(name)).toMatchFileSnapshot(file);
  },
);
