import { expect, test } from 'vitest';
import { importCycles } from './import-cycles.ts';
import { folderOf, importLines, targetOf } from './import-lines.ts';
import { allows, parseImportTable } from './import-table.ts';
import { readTracked, trackedFiles } from './tracked-files.ts';

const sources = trackedFiles('src/*.ts');
const lines = sources.flatMap((path) => importLines(path, readTracked(path)));
const rules = parseImportTable(readTracked('docs/architecture.md'));

test('the table of docs/architecture.md names every folder of src', () => {
  const folders = [...new Set(sources.map(folderOf))].filter((folder) => folder !== '').sort();
  expect(folders.filter((folder) => !rules.some((rule) => rule.folder === folder))).toEqual([]);
});

test('every import is one that the table allows', () => {
  const wrong = lines.filter((line) => {
    const rule = rules.find(({ folder }) => folder === folderOf(line.from));
    return rule !== undefined && !allows(rule, targetOf(line));
  });
  expect(wrong.map((line) => `${line.from} imports ${line.specifier}`)).toEqual([]);
});

test('src/main.ts imports only cli and node', () => {
  const targets = lines.filter((line) => folderOf(line.from) === '').map(targetOf);
  expect(targets.filter((target) => target !== 'cli' && !target.startsWith('node:'))).toEqual([]);
});

test('one file imports ssh2', () => {
  const users = lines.filter((line) => targetOf(line) === 'ssh2' && !line.isType).map((line) => line.from);
  expect([...new Set(users)].length).toBeLessThanOrEqual(1);
});

test('only files of ours are imported lazily', () => {
  // A bundled CommonJS package loses its named exports in `import()`: import the package in the lazy file instead.
  const lazy = lines.filter((line) => line.isLazy && !/^\.|^node:/.test(line.specifier));
  expect(lazy.map((line) => `${line.from} imports ${line.specifier}`)).toEqual([]);
});

test('there are no cycles', () => {
  expect(importCycles(lines)).toEqual([]);
});

test.each([
  ['process.exit', /\bprocess\s*\.\s*exit\s*\(/, ['src/main.ts']],
  ['default export', /^\s*export\s+default\b|\bas\s+default\b/m, []],
  ['require', /\brequire\(/, []],
  // Of `import { z }` a bundle gets all of zod: five times as much to read at each start.
  ['a named import of zod', /^import (?:type )?\{[^}]*\} from 'zod'/m, []],
])('%s stands where it may', (_name, pattern, where) => {
  expect(sources.filter((path) => pattern.test(readTracked(path)))).toEqual(where);
});

test('the table is read as it is written', () => {
  const table =
    'x\n\n| folder | may import | never |\n|---|---|---|\n| `a` | `b`, `node:*` | all else |\n| `c` | `*` | `ssh2` |\n\nrest';
  const [a, c] = parseImportTable(table);
  expect(a).toEqual({ folder: 'a', may: ['b', 'node:*'], never: [] });
  expect(c).toEqual({ folder: 'c', may: ['*'], never: ['ssh2'] });
  expect(a !== undefined && ['a', 'b', 'node:fs', 'yaml', 'c'].map((target) => allows(a, target))).toEqual([
    true,
    true,
    true,
    false,
    false,
  ]);
  expect(c !== undefined && ['yaml', 'ssh2'].map((target) => allows(c, target))).toEqual([true, false]);
});

test('imports of every form are seen, and cycles found', () => {
  const source = [
    "import { x } from 'yaml';",
    "import type { y } from '../model/y.ts';",
    "import {\n  z,\n} from '@scope/pkg/sub';",
    "export * from './w.ts';",
    "import './side.ts';",
    "const later = () => import('./late.ts');",
  ].join('\n');
  const seen = importLines('src/cli/a.ts', source);
  expect(seen.map(targetOf)).toEqual(['yaml', 'model', '@scope/pkg', 'cli', 'cli', 'cli']);
  expect(seen.map((line) => line.isType)).toEqual([false, true, false, false, false, false]);
  const there = importLines('src/a.ts', "import { b } from './b.ts';");
  const back = importLines('src/b.ts', "import { a } from './a.ts';");
  expect(importCycles([...there, ...back])).toEqual([['src/a.ts', 'src/b.ts', 'src/a.ts']]);
  const lazily = importLines('src/b.ts', "const a = import('./a.ts');");
  expect(importCycles([...there, ...lazily])).toEqual([]);
});
