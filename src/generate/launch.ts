import { hostPaths, objectPath } from '../model/host-paths.ts';
import { quoteExecArgument, quoteExecHomePath } from '../model/quote-systemd.ts';
import { sha256 } from '../model/sha256.ts';
import type { BundleFile } from './bundle-file.ts';

export interface Launched {
  readonly text: string;
  /** 16 hex digits. */
  readonly launch: string;
}

/** Renders a unit whose text holds the digest of itself: what runs under that digest can be nothing else. */
export function renderLaunched(render: (launch: string) => string): Launched {
  const launch = sha256(render('')).slice(0, 16);
  return { launch, text: render(launch) };
}

/** A command line for `ExecStart=`: an object run by sh, with the fleet's root as its first argument. */
export function objectCommand(fleet: string, script: BundleFile, args: readonly string[]): string {
  const root = hostPaths.root(fleet);
  const words = [quoteExecHomePath(`${root}/${objectPath(script.sha256)}`), quoteExecHomePath(root)];
  return ['/bin/sh', ...words, ...args.map(quoteExecArgument)].join(' ');
}
