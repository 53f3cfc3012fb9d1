import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { type TarEntry, tar } from '../../../src/provision/tar.ts';

/** A package as npm publishes it. `files`: texts by path; what begins with `#!` is executable only when npm makes it so. */
export interface NpmPackage {
  readonly name: string;
  readonly version: string;
  readonly bin?: Readonly<Record<string, string>>;
  readonly os?: readonly string[];
  readonly cpu?: readonly string[];
  readonly engines?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly files: Readonly<Record<string, string>>;
}

export function npmArchive({ files, ...description }: NpmPackage): Buffer {
  const all = { 'package.json': JSON.stringify(description), ...files };
  const entries = Object.entries(all).map(
    ([path, content]): TarEntry => ({ path: `package/${path}`, mode: 0o644, content }),
  );
  return gzipSync(tar(entries));
}

export function integrityOf(bytes: Uint8Array): string {
  return `sha512-${createHash('sha512').update(bytes).digest('base64')}`;
}

/** A program that says its version, and nothing else. */
export function toolText(version: string, more = ''): string {
  return `#!/bin/sh\n${more}echo 'tool ${version} (of tests)'\n`;
}

/** A harness as they are published: a small package, and one a platform that holds the program. */
export function toolPackages(version: string, text = toolText(version)): readonly NpmPackage[] {
  const platforms = ['linux-x64', 'linux-arm64', 'darwin-arm64'];
  const parts = platforms.map((platform): NpmPackage => {
    const [os = '', cpu = ''] = platform.split('-');
    return { name: `@x/tool-${platform}`, version, os: [os], cpu: [cpu], files: { 'bin/tool': text } };
  });
  const optional = Object.fromEntries(platforms.map((platform) => [`@x/tool-${platform}`, version]));
  const main: NpmPackage = {
    name: '@x/tool',
    version,
    bin: { tool: 'cli.js' },
    optionalDependencies: optional,
    dependencies: { '@x/leaf': '^1.0.0' },
    files: { 'cli.js': '#!/usr/bin/env node\n' },
  };
  return [
    main,
    ...parts,
    { name: '@x/leaf', version: '1.0.7', files: { 'index.js': 'module.exports = 1;\n' } },
  ];
}

/** What a runtime says of that harness. */
export const TOOL = {
  package: '@x/tool',
  program: '@x/tool-{platform}/bin/tool',
  node: false,
} as const;
