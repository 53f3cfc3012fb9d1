import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { bundleProgram } from '../../src/cli/bundle-program.ts';
import { loadPrograms } from '../../src/cli/load-programs.ts';
import { packageRoot } from '../../src/cli/package-root.ts';
import { PROGRAMS } from '../../src/model/host-programs.ts';

test('no program is made where none is needed', async () => {
  expect(await loadPrograms([])).toEqual({});
});

test.each(PROGRAMS)(
  '%s is made into the same bytes each time, and names no folder of this machine',
  async (name) => {
    const { text } = await bundleProgram(packageRoot(), name);
    expect((await bundleProgram(packageRoot(), name)).text === text).toBe(true);
    expect((await loadPrograms([name]))[name] === text).toBe(true);
    expect(text.includes(packageRoot())).toBe(false);
  },
);

// A host names a program by its digest alone, and its user may have any package.json above.
test.each([
  ['no package.json', null],
  ['a package.json of CommonJS', '{"type":"commonjs"}'],
  ['a package.json of modules', '{"type":"module"}'],
])('a program is taken by Node below %s', async (_name, above) => {
  const base = mkdtempSync(join(tmpdir(), 'mosaic-program-'));
  onTestFinished(() => rmSync(base, { recursive: true }));
  if (above !== null) writeFileSync(join(base, 'package.json'), above);
  mkdirSync(join(base, 'objects'));
  const { courier = '' } = await loadPrograms(['courier']);
  const path = join(base, 'objects/0123456789abcdef');
  writeFileSync(path, courier);
  const { status, stderr } = spawnSync(process.execPath, [path, base, 'objects/none'], { encoding: 'utf8' });
  expect(stderr).toContain(`ENOENT: no such file or directory, open '${base}/objects/none'`);
  expect(status).toBe(1);
});
