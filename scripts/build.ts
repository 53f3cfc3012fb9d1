import { chmod, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { build, type Metafile } from 'esbuild';
import { bundleProgram } from '../src/cli/bundle-program.ts';
import { PROGRAMS } from '../src/model/host-programs.ts';

const root = resolve(import.meta.dirname, '..');
const dist = join(root, 'dist');

// Bundled CommonJS modules expect these three; the names are odd so that no bundled name collides.
const BANNER = `import { createRequire as mosaicCreateRequire } from 'node:module';
const require = mosaicCreateRequire(import.meta.url);
const __filename = import.meta.filename;
const __dirname = import.meta.dirname;`;

// What npm links to. Old syntax on purpose: an old Node must reach the message, not stop at a syntax error.
// The compile cache saves a fifth of a real command; in the user's own folder, because /tmp is everybody's.
const LAUNCHER = `#!/usr/bin/env node
import * as modules from 'node:module';

if (Number(process.versions.node.split('.')[0]) >= 24) {
  const { HOME, XDG_CACHE_HOME } = process.env;
  const cache = XDG_CACHE_HOME || (HOME && HOME + '/.cache');
  if (cache) modules.enableCompileCache(cache + '/mosaic');
  import('./main.mjs');
} else {
  console.error('mosaic: this needs Node 24 or newer, and ' + process.execPath + ' is ' + process.version);
  process.exitCode = 1;
}
`;

async function bundle(): Promise<Metafile> {
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: ['src/main.ts'],
    outdir: dist,
    chunkNames: 'chunks/[name]-[hash]',
    // Of a .js file Node asks each time anew which package it is of, before it knows that it is a module.
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    banner: { js: BANNER },
    // Less to read and to hash at each start; names stay, for traces.
    minifyWhitespace: true,
    minifySyntax: true,
    // Optional native parts of ssh2, which works without them; esbuild makes host programs from sources, which are not packed.
    external: ['cpu-features', '*.node', 'esbuild'],
    legalComments: 'none',
    metafile: true,
    logLevel: 'warning',
  });
  return metafile;
}

async function hostPrograms(): Promise<readonly Metafile[]> {
  const folder = join(dist, 'host');
  await mkdir(folder, { recursive: true });
  const made = PROGRAMS.map(async (name) => {
    const { text, metafile } = await bundleProgram(root, name);
    await writeFile(join(folder, `${name}.mjs`), text);
    return metafile;
  });
  return Promise.all(made);
}

/** The licences of what is bundled, one after the other, sorted by package. */
async function licences(metafiles: readonly Metafile[]): Promise<string> {
  const folders = metafiles
    .flatMap(({ inputs }) => Object.keys(inputs))
    .flatMap((input) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input) ?? []);
  const texts = [...new Set(folders)].sort().map(async (folder) => {
    const files = await readdir(join(root, folder));
    const licence = files.filter((file) => /^licen[cs]e/i.test(file)).sort()[0];
    const text =
      licence === undefined ? '(no licence file)\n' : await readFile(join(root, folder, licence), 'utf8');
    return `## ${folder.replace(/^.*node_modules\//, '')}\n\n${text}`;
  });
  return (await Promise.all(texts)).join('\n');
}

await rm(dist, { recursive: true, force: true });
const metafiles = [await bundle(), ...(await hostPrograms())];
await writeFile(join(dist, 'LICENSES.md'), await licences(metafiles));
await writeFile(join(dist, 'mosaic.js'), LAUNCHER);
await chmod(join(dist, 'mosaic.js'), 0o755);
