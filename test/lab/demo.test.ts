import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { root } from '../house/tracked-files.ts';
import { describeLab } from './support/lab.ts';

const readme = readFileSync(join(root, 'README.md'), 'utf8');

/** Lines of output, whatever digests stand in them. */
const linesOf = (text: string): readonly string[] =>
  text.split('\n').map((line) => line.trimEnd().replace(/\b[0-9a-f]{7}\b/g, 'DIGEST'));

/** What README.md shows of one command. */
function pictureOf(command: string): readonly string[] {
  const block = /^```console\n([\s\S]*?)^```$/m.exec(readme)?.[1] ?? '';
  const part = block.split(/^\$ /m).find((text) => text.startsWith(command)) ?? '';
  return linesOf(part)
    .slice(1)
    .filter((line) => line !== '');
}

describeLab('the tour of README.md', () => {
  let folder = '';
  let output = '';
  const demo = (...args: readonly string[]) =>
    spawnSync(join(root, 'scripts/demo'), ['--in', folder, ...args], { encoding: 'utf8' });

  beforeAll(async () => {
    folder = join(await mkdtemp(join(tmpdir(), 'mosaic-demo-')), 'demo-fleet');
    const { status, stdout, stderr } = demo();
    expect({ status, stderr }).toMatchObject({ status: 0 });
    output = stdout;
  });
  afterAll(async () => {
    demo('down');
    await rm(join(folder, '..'), { recursive: true, force: true });
  });

  test.each(['mosaic fleet plan', 'mosaic fleet deploy', 'mosaic fleet verify'])(
    '%s prints what README.md shows',
    (command) => {
      const picture = pictureOf(command);
      expect(picture.length).toBeGreaterThan(1);
      expect(linesOf(output)).toEqual(expect.arrayContaining([...picture]));
    },
  );

  test('the agent answers, and comes back after a kill', () => {
    expect(output).toContain('echo: What does this fleet run on?\n');
    expect(output).toMatch(/ -- kill -9 \d+\n[\s\S]*coder-1 +echo +idle/);
  });

  test('the second deploy has nothing to do, and so has a second tour', () => {
    expect(output.trimEnd().split('# Deploy again')[1]).toContain('Nothing to do.');
    const again = demo();
    expect(again.status).toBe(0);
    expect(again.stdout).toMatch(/fleet plan .*\n.* no change\n.* no change\nNothing to do\.\n/);
  });

  test('taken down, nothing of it runs', () => {
    expect(demo('down')).toMatchObject({ status: 0, stdout: expect.stringContaining('The fleet is down.') });
  });
});
