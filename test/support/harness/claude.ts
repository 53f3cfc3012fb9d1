import { execFileSync } from 'node:child_process';
import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { template } from '../../templates/support/templates.ts';

interface Packaged {
  readonly harness: { readonly package: string; readonly version: string; readonly program: string };
}

const { harness } = parse(template('runtimes/claude/runtime.yaml')) as Packaged;
const platform = `linux-${process.arch}`;
const cache = isWritable('/var/cache') ? '/var/cache' : join(homedir(), '.cache');
const folder = join(cache, 'mosaic-test/harness/claude', harness.version);

/**
 * Where the real Claude Code lies, as hosts have it: `bin/claude` starts it. Installed once into a cache. `null`, said aloud, where
 * that is not possible; an error with REQUIRE_ALL=1.
 */
export function realClaude(): string | null {
  if (existsSync(join(folder, 'bin/claude'))) return folder;
  try {
    install();
    return folder;
  } catch (error) {
    if (process.env['REQUIRE_ALL'] === '1') throw error;
    process.stderr.write(
      `SKIPPED: Claude Code ${harness.version} cannot be installed: ${(error as Error).message}\n`,
    );
    return null;
  }
}

// Whole or not at all: two test runs may do it at once.
function install(): void {
  mkdirSync(join(folder, '..'), { recursive: true });
  const fresh = mkdtempSync(`${folder}.`);
  try {
    const name = `${harness.package.replace('{platform}', platform)}@${harness.version}`;
    const flags = ['--no-save', '--ignore-scripts', '--no-audit', '--no-fund', '--prefix', fresh];
    const env = {
      ...process.env,
      NPM_CONFIG_PREFIX: join(fresh, 'global'),
      NPM_CONFIG_CACHE: join(fresh, 'npm'),
    };
    execFileSync('npm', ['install', ...flags, name], { env, stdio: 'pipe', timeout: 170_000 });
    rmSync(join(fresh, 'npm'), { recursive: true, force: true });
    mkdirSync(join(fresh, 'bin'));
    symlinkSync(
      join('../node_modules', harness.program.replace('{platform}', platform)),
      join(fresh, 'bin/claude'),
    );
    renameSync(fresh, folder);
  } catch (error) {
    rmSync(fresh, { recursive: true, force: true });
    if (!existsSync(join(folder, 'bin/claude'))) throw error;
  }
}

function isWritable(path: string): boolean {
  try {
    accessSync(path, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
