import { afterAll, expect, test } from 'vitest';
import { runScript } from '../../src/provision/run-script.ts';
import { openLocal } from '../../src/remote/local.ts';

const transport = openLocal('here');
afterAll(() => transport.close());

const script = `say() { printf '%s|' "$@"; }
say "$0" "$@" 'a \\ b' "it's"
cat
`;

const run = async (stdin?: Uint8Array) => {
  const wish = { script, name: 'told', args: ["o'ne", '', '$HOME `id`', 'zwei ü'], deadlineMs: 10_000 };
  const { code, stdout } = await runScript(transport, stdin === undefined ? wish : { ...wish, stdin });
  return [code, Buffer.from(stdout).toString('utf8')];
};

const words = "told|o'ne||$HOME `id`|zwei ü|a \\ b|it's|";

test('a script gets its name and its arguments as they are', async () => {
  expect(await run()).toEqual([0, words]);
});

test('its stdin is its own, from the first byte', async () => {
  expect(await run(Buffer.from('\n0\n'))).toEqual([0, `${words}\n0\n`]);
});

test.each([
  ['exit 0', 0, 'one|two|'],
  ['exit 7', 7, 'one|'],
])(
  'another script follows one that ends with %s, and its own end does not count',
  async (end, code, said) => {
    const next = { script: 'printf "$1|"; cat; exit 3', name: 'next', args: ['two'] };
    const first = { script: `cat; ${end}`, name: 'first', args: [], stdin: Buffer.from('one|') };
    const result = await runScript(transport, { ...first, next, deadlineMs: 10_000 });
    expect([result.code, Buffer.from(result.stdout).toString('utf8')]).toEqual([code, said]);
  },
);
