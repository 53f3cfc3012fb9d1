import { join } from 'node:path';
import { build, type Metafile } from 'esbuild';
import { PROGRAM_ENTRIES, type ProgramName } from '../model/host-programs.ts';

// A host has a program at a path without an ending, which Node takes for either kind of module, by whatever package.json lies above
// it. So the text is one that both take: no `import`, and a `require` of its own, in a block so that it may hide a given one.
const HEAD = `'use strict';
{
const require = process.getBuiltinModule('node:module').createRequire(process.argv[1]);
const __filename = process.argv[1];
const __dirname = process.getBuiltinModule('node:path').dirname(__filename);
const import_meta_url = process.getBuiltinModule('node:url').pathToFileURL(__filename).href;`;

export interface BundledProgram {
  readonly text: string;
  readonly metafile: Metafile;
}

/** Makes one file of a program, with all that it needs but Node. The same sources and modules below `root` give the same bytes. */
export async function bundleProgram(root: string, name: ProgramName): Promise<BundledProgram> {
  const { outputFiles, metafile } = await build({
    absWorkingDir: root,
    entryPoints: [PROGRAM_ENTRIES[name]],
    bundle: true,
    write: false,
    format: 'iife',
    platform: 'node',
    target: 'node24',
    charset: 'utf8',
    banner: { js: HEAD },
    footer: { js: '}' },
    // Bundled modules ask for it when they are loaded.
    define: { 'import.meta.url': 'import_meta_url' },
    // Optional native parts of discord.js, which works without them.
    external: ['zlib-sync', 'bufferutil', 'utf-8-validate', '*.node'],
    // The build of it that takes Node's own fetch: the other one brings an HTTP client, which is half of the program.
    alias: { '@discordjs/rest': join(root, 'node_modules/@discordjs/rest/dist/web.mjs') },
    legalComments: 'inline',
    metafile: true,
    logLevel: 'warning',
  });
  return { text: outputFiles[0]?.text ?? '', metafile };
}
