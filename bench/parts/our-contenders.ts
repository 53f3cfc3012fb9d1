import { join } from 'node:path';
import { build } from 'esbuild';
import type { Contender, Task } from './contender.ts';
import { type BenchHost, clear } from './hosts.ts';
import { COMPILE_CACHE, type Cost, measure, runChild } from './measure.ts';
import { deployOurs } from './ours.ts';
import { note } from './report.ts';
import { workOf } from './work.ts';

/** Within this process, whose code is warm: what the deploy itself costs. */
export const oursWarm: Contender = {
  name: 'ours, in process',
  run: ({ hosts, work }) =>
    deployOurs(
      hosts.map(({ host }) => host),
      work,
    ),
};

const PROCESS = join(import.meta.dirname, '../../node_modules/.cache/bench/deploy-process.mjs');

/** Bundles the process as the package is bundled, and fills its compile cache: what is installed is not its sources. */
export async function prepareOurs(): Promise<void> {
  await build({
    entryPoints: [join(import.meta.dirname, 'deploy-process.ts')],
    outfile: PROCESS,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    minifyWhitespace: true,
    minifySyntax: true,
    banner: {
      js: "import { createRequire as benchRequire } from 'node:module';\nconst require = benchRequire(import.meta.url);",
    },
    define: { __dirname: 'import.meta.dirname', __filename: 'import.meta.filename' },
    external: ['cpu-features', '*.node'],
    logLevel: 'warning',
  });
  await deployProcess({ hosts: [] }, 1);
}

function deployProcess({ hosts }: Pick<Task, 'hosts'>, version: number): Promise<string> {
  const all = JSON.stringify(hosts.map(({ host }) => host));
  return runChild([process.execPath, PROCESS, all, String(version)], { env: COMPILE_CACHE });
}

/** A process of its own: what a person waits for, without the compiling of a roster. */
export const oursCold: Contender = {
  name: 'ours, a process',
  run: (task) => {
    const changed = workOf(2);
    const isChanged = [...task.work.files].every(([name, text]) => changed.files.get(name) === text);
    return deployProcess(task, isChanged ? 2 : 1);
  },
};

export interface Many {
  readonly hosts: number;
  readonly first: Cost;
  readonly unchanged: Cost;
  /** Most memory of the operator's process, MB. */
  readonly memory: number;
}

/** Ours alone on more and more hosts, once each. */
export async function manyHosts(hosts: readonly BenchHost[]): Promise<readonly Many[]> {
  await prepareOurs();
  const rows: Many[] = [];
  for (const count of [1, 8, 16, 32]) {
    const some = hosts.slice(0, count);
    await Promise.all(some.map(clear));
    let most = 0;
    const run = async () => {
      most = Math.max(most, Number(await deployProcess({ hosts: some }, 1)) / 1024);
    };
    const first = await measure(run);
    const unchanged = await measure(run);
    rows.push({ hosts: count, first, unchanged, memory: most });
    note(`${count} hosts`);
  }
  return rows;
}
