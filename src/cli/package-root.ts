import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The folder that holds package.json, templates/, presets/ and inventory/; the same from sources and from dist/. */
export function packageRoot(): string {
  return nearestPackage(import.meta.dirname);
}

function nearestPackage(folder: string): string {
  if (existsSync(join(folder, 'package.json'))) return folder;
  const parent = dirname(folder);
  if (parent === folder)
    throw new Error(`no package.json above ${import.meta.dirname}: the installation is broken`);
  return nearestPackage(parent);
}
