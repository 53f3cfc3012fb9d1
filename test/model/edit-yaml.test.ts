import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isCollection, isNode } from 'yaml';
import { editYaml } from '../../src/model/edit-yaml.ts';
import { readYaml } from '../../src/model/read-yaml.ts';
import { changedValue, type YamlChange } from '../../src/model/yaml-change.ts';

const BLOCK = `# My fleet.
apiVersion: mosaic.fleet/v1
fleet:   home   # where I live

defaults:
  # for all
  runtime: 'echo'
  env:
    CI: "1"   # continuous

    # the second
    LANG: C.UTF-8

  limits: {memory: 4G,   tasks: 500}  # enough
orchestrator:
  name: mos
  host: w-jarvis
  instructions: |
    Be kind.

      Indented.

# the others
agents:
  # the first
  - name: coder-1   # fast
    host: dragon-lin
    env: { A: 'x' }
    # a thought about coder-1

  - host: dragon-lin
    name: "coder-2"
    instructions: >-
      Folded
      text.
# the end
`;

const FLOW = `{ apiVersion: mosaic.fleet/v1, fleet: home,
  defaults: { runtime: echo },   # why not
  orchestrator: { name: mos, host: w-jarvis },
  agents: [ {name: a, host: h}, { name: b, host: h, env: {} } ] }
`;

const SPARSE = `apiVersion: mosaic.fleet/v1
defaults:
fleet: home
agents: []  # none yet
orchestrator: {}
env:
-  a
-  b`;

const texts = [BLOCK, FLOW, SPARSE, BLOCK.replaceAll('\n', '\r\n'), `\ufeff${BLOCK}`, BLOCK.trimEnd()];

const word = fc.constantFrom(
  'runtime',
  'env',
  'name',
  'x-1',
  'A_B',
  'true',
  'a b',
  '1',
  'limits',
  'instructions',
);
const textValue = fc
  .oneof(
    fc.constantFrom(
      '',
      'echo',
      '1',
      'true',
      'null',
      '~',
      '~/src/app',
      'a: b',
      'a #b',
      '- a',
      '{a}',
      "it's",
      '"',
      'x\ny',
      'x\n\n  y\n',
    ),
    fc.constantFrom(
      '150%',
      '4G',
      '10.1.10.37',
      'openai/gpt-5',
      'a\\b',
      ' a',
      'a ',
      '\t',
      '\n',
      'a\n\n\n',
      '@x',
      '*x',
      '0x1f',
      '日本',
      '\u2028',
    ),
    fc.string({ unit: 'grapheme', maxLength: 12 }),
  )
  .filter((text) => text.isWellFormed() && !text.includes('\0'));
const leaf = fc.oneof(textValue, fc.nat(1000), fc.boolean());
const map = fc.dictionary(word, leaf, { maxKeys: 4 });
const value = fc.oneof(leaf, map, fc.dictionary(word, map, { maxKeys: 2 }));

/** A path that exists or that could: keys of the value, and now and then a new one. */
function pathIn(root: unknown, picks: readonly number[], fresh: string): (string | number)[] {
  const path: (string | number)[] = [];
  let at = root;
  for (const pick of picks) {
    if (typeof at !== 'object' || at === null) break;
    const keys = Object.keys(at);
    const key = keys.length === 0 || pick % 7 === 0 ? null : keys[pick % keys.length];
    if (key === null || key === undefined) return Array.isArray(at) ? path : [...path, fresh];
    path.push(Array.isArray(at) ? Number(key) : key);
    at = (at as Record<string, unknown>)[key];
  }
  return path;
}

const wish = fc.record({
  text: fc.constantFrom(...texts),
  picks: fc.array(fc.nat(1000), { minLength: 1, maxLength: 4 }),
  fresh: word,
  kind: fc.constantFrom('set' as const, 'remove' as const, 'append' as const),
  value,
  item: map,
});

function changeOf(
  root: unknown,
  { picks, fresh, kind, value: wanted, item }: typeof wish extends fc.Arbitrary<infer W> ? W : never,
) {
  const path = pathIn(root, picks, fresh);
  const at = path.reduce<unknown>((node, step) => (node as Record<string, unknown> | null)?.[step], root);
  if (kind === 'append' && Array.isArray(at)) return { kind, path, value: item } as YamlChange;
  if (kind === 'remove' && at !== undefined) return { kind, path } as YamlChange;
  const isSettable = path.length > 0 && typeof path.at(-1) === 'string';
  return { kind: 'set', path: isSettable ? path : ['fleet'], value: wanted } as YamlChange;
}

test('every change gives exactly the wanted value, and keeps every other line as it is', () => {
  let refused = 0;
  let all = 0;
  fc.assert(
    fc.property(wish, (wanted) => {
      const before = readYaml('a.yaml', wanted.text).value;
      const change = changeOf(before, wanted);
      const result = editYaml('a.yaml', wanted.text, [change]);
      all++;
      if (!result.ok) {
        refused++;
        return;
      }
      expect(readYaml('a.yaml', result.value).value).toEqual(changedValue(before, change));
      expectKept(wanted.text, result.value, change);
    }),
    { numRuns: 1500 },
  );
  expect(refused / all).toBeLessThan(0.02);
});

/** No more lines differ than the old value stood on; nothing differs where something is added below. */
function expectKept(before: string, after: string, change: YamlChange): void {
  if (change.kind === 'set' && typeof change.value === 'object') return;
  const [old, fresh] = [before.split('\n'), after.split('\n')];
  let start = 0;
  while (start < Math.min(old.length, fresh.length) && old[start] === fresh[start]) start++;
  const most = Math.min(old.length, fresh.length) - start;
  let end = 0;
  while (end < most && old.at(-1 - end) === fresh.at(-1 - end)) end++;
  const node = readYaml('a.yaml', before).source.doc.getIn(change.path, true);
  const isLeaf = isNode(node) && change.kind !== 'append';
  const [from = 0, to = 0] = isLeaf ? (node.range ?? []) : [];
  const lines = before.slice(from, to).trimEnd().split('\n').length;
  // A map below its key begins on a later line than the key, perhaps with a comment between.
  const above = isCollection(node) || change.kind === 'remove' ? 2 : 0;
  expect(old.length - start - end).toBeLessThanOrEqual(lines + above);
}

test.each<[string, YamlChange, string, string]>([
  [
    'a value',
    { kind: 'set', path: ['fleet'], value: 'lab' },
    'fleet:   home   # where',
    'fleet:   lab   # where',
  ],
  ['single quotes', { kind: 'set', path: ['defaults', 'runtime'], value: "o'k" }, "'echo'", "'o''k'"],
  [
    'double quotes',
    { kind: 'set', path: ['defaults', 'env', 'CI'], value: 'yes' },
    'CI: "1"   #',
    'CI: "yes"   #',
  ],
  [
    'a value in braces',
    { kind: 'set', path: ['defaults', 'limits', 'memory'], value: '8G' },
    '{memory: 4G,',
    '{memory: 8G,',
  ],
  [
    'a new key in braces',
    { kind: 'set', path: ['defaults', 'limits', 'cpu'], value: '150%' },
    'tasks: 500}',
    'tasks: 500, cpu: 150%}',
  ],
  [
    'a new key',
    { kind: 'set', path: ['agents', 0, 'model'], value: 'a/b' },
    "    env: { A: 'x' }\n",
    "    env: { A: 'x' }\n    model: a/b\n",
  ],
  ['a key removed', { kind: 'remove', path: ['defaults', 'env', 'CI'] }, '    CI: "1"   # continuous\n', ''],
  [
    'the first key of an item',
    { kind: 'remove', path: ['agents', 1, 'host'] },
    '- host: dragon-lin\n    name',
    '- name',
  ],
  [
    'an item removed',
    { kind: 'remove', path: ['agents', 0] },
    BLOCK.slice(BLOCK.indexOf('  - name: coder-1'), BLOCK.indexOf('    # a thought')),
    '',
  ],
  [
    'an item appended',
    { kind: 'append', path: ['agents'], value: { name: 'c', env: { A: '1' } } },
    '      text.\n',
    '      text.\n  - name: c\n    env:\n      A: "1"\n',
  ],
  [
    'a text of several lines',
    { kind: 'set', path: ['orchestrator', 'instructions'], value: 'One.\nTwo.\n' },
    '|\n    Be kind.\n\n      Indented.\n',
    '|\n    One.\n    Two.\n',
  ],
])('%s', (_what, change, from, to) => {
  for (const text of [BLOCK, BLOCK.replaceAll('\n', '\r\n')]) {
    const feed = text.includes('\r\n') ? '\r\n' : '\n';
    const result = editYaml('a.yaml', text, [change]);
    expect(text).toContain(from.replaceAll('\n', feed));
    expect(result.ok && result.value).toBe(
      text.replace(from.replaceAll('\n', feed), () => to.replaceAll('\n', feed)),
    );
  }
});

test('a map over a map touches only the keys that differ', () => {
  const change: YamlChange = {
    kind: 'set',
    path: ['defaults', 'env'],
    value: { CI: '1', LANG: 'C', NEW: 'x' },
  };
  const result = editYaml('a.yaml', BLOCK, [change]);
  expect(result.ok && result.value).toBe(BLOCK.replace('LANG: C.UTF-8\n', 'LANG: C\n    NEW: x\n'));
});

test('lists that are empty or absent become lists of the usual kind', () => {
  const change: YamlChange = { kind: 'append', path: ['agents'], value: { name: 'a', host: 'h' } };
  const first = editYaml('a.yaml', SPARSE, [change]);
  expect(first.ok && first.value).toContain('agents:  # none yet\n  - name: a\n    host: h\norchestrator');
  const absent = editYaml('a.yaml', 'fleet: home', [change]);
  expect(absent.ok && absent.value).toBe('fleet: home\nagents:\n  - name: a\n    host: h\n');
});
