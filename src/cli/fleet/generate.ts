import { resolve } from 'node:path';
import { Command } from '@commander-js/extra-typings';
import type { GenerateDocument } from '../../model/contract-files.ts';
import { type BundleChanges, bundleChanges } from '../bundle-changes.ts';
import { readBundleFolder, writeBundleFolder } from '../bundle-folder.ts';
import { bundleTree } from '../bundle-tree.ts';
import { cliError, EXIT } from '../cli-error.ts';
import { compileFleet } from '../compile-fleet.ts';
import { addExample } from '../example.ts';
import { readShared } from '../options.ts';
import { say } from '../say.ts';
import { shown } from '../shown-path.ts';
import { type Generated, generatedText, generatedView } from './generated-text.ts';

/** `mosaic fleet generate` */
export function generateCommand() {
  const command = new Command('generate')
    .description(
      'Compile the roster into plain files, one folder a host, and REVIEW.md to read before a deploy.',
    )
    .option('--check', 'write nothing; exit code 1 when the bundle is not what the roster gives')
    .option('--out <dir>', 'where to write (default: bundle/ in the fleet directory)')
    .action(async (options, self) => {
      const shared = readShared(self);
      const { bundle, dir } = await compileFleet(shared);
      const out = options.out === undefined ? resolve(dir, 'bundle') : resolve(options.out);
      const want = bundleTree(bundle);
      const folder = readBundleFolder(out, want);
      const compared = bundleChanges(want, folder);
      const isCheck = options.check === true;
      if (!isCheck) {
        refuseForeign(out, compared);
        writeBundleFolder(out, want, compared.changes, folder);
      }
      const generated: Generated = { bundle, out, compared, folder, isCheck };
      say<GenerateDocument>(shared, generatedView(generated), (style) => generatedText(generated, style));
      if (isCheck && compared.changes.length > 0) throw outdated(out, compared);
    });
  return addExample(command, 'mosaic fleet generate', 'mosaic fleet generate --check');
}

function refuseForeign(out: string, { foreign }: BundleChanges): void {
  if (foreign.length === 0) return;
  const paths = foreign.map((path) => shown(out, path));
  throw cliError({
    message: `these were not made by generate, and stand where it would write:\n${paths.join('\n')}\nNothing was written.`,
    next: 'move them away, or mosaic fleet generate --out DIR',
    exitCode: EXIT.failed,
  });
}

function outdated(out: string, { changes }: BundleChanges) {
  const count = changes.length === 1 ? '1 file differs' : `${changes.length} files differ`;
  return cliError({
    message: `${shown(out)} is not what the roster gives: ${count}. Nothing was written.`,
    next: 'mosaic fleet generate',
    exitCode: EXIT.failed,
  });
}
