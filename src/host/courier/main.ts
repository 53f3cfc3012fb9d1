import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { readHere, readManifest } from '../here.ts';

// courier ROOT TOOLS LAUNCH
const [, , root = '', tools = ''] = process.argv;

async function main(): Promise<void> {
  const here = await readHere(root, tools);
  const manifest = await readManifest(here);
  for (const { name } of manifest?.agents ?? []) {
    for (const folder of ['tmp', 'new', 'answers']) {
      await mkdir(join(here.state, 'mail', name, folder), { recursive: true, mode: 0o700 });
    }
  }
}

void main();
