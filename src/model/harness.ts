/** How a harness is got and started; the same for all its versions. `{platform}` stands for `linux-x64` or `linux-arm64`. */
export interface HarnessPackage {
  /** On the npm registry; may hold `{platform}`. */
  readonly package: string;
  /** The one that is installed when the roster says none. Exact. */
  readonly version: string;
  /** What is executed, below `node_modules`; may hold `{platform}`. It becomes `bin/<name>` of the installed harness. */
  readonly program: string;
  /** Whether it runs on Node, which its host then needs too. */
  readonly node: boolean;
}

/** One harness in one version: what a host has side by side with others. */
export interface Harness extends HarnessPackage {
  /** That of its runtime, or `node`. */
  readonly name: string;
}

/** The name of Node among the harnesses: no runtime may be called so. */
export const NODE = 'node';

/** The Node that programs of ours run on, and harnesses that are written for it. */
export const NODE_PACKAGE: HarnessPackage = {
  package: 'node-{platform}',
  version: '24.21.0',
  program: 'node-{platform}/bin/node',
  node: false,
};

/** An exact version, without build words: it becomes a folder's name. */
export const EXACT_VERSION = /^(?=.{1,64}$)\d+\.\d+\.\d+(-[0-9A-Za-z][0-9A-Za-z.-]*)?$/;
