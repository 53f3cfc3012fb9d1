import { byCodeUnit } from '../model/by-code-unit.ts';
import type { Runtime } from '../model/runtime.ts';
import { type BundleFile, objectFile } from './bundle-file.ts';
import { screensText } from './screens-text.ts';
import { SCRIPTS, type Script, type Sources } from './sources.ts';

/** What a runtime brings to each host that it runs on. */
export interface RuntimeFiles {
  readonly runtime: Runtime;
  /** Sorted by name. */
  readonly files: readonly BundleFile[];
  readonly screens: BundleFile;
}

/** Files that do not depend on the agent; made once for all hosts. */
export interface SharedFiles {
  readonly scripts: Readonly<Record<Script, BundleFile>>;
  readonly tmuxConf: BundleFile;
  readonly runtimes: ReadonlyMap<string, RuntimeFiles>;
}

export function sharedFiles(sources: Sources): SharedFiles {
  const scripts = SCRIPTS.map((name) => [name, objectFile(`sh/${name}`, sources.scripts[name])] as const);
  return {
    scripts: Object.fromEntries(scripts) as Record<Script, BundleFile>,
    tmuxConf: objectFile('tmux/tmux.conf', sources.tmuxConf),
    runtimes: new Map(sources.runtimes.map((runtime) => [runtime.name, runtimeFiles(runtime)])),
  };
}

function runtimeFiles(runtime: Runtime): RuntimeFiles {
  const files = Object.entries(runtime.files)
    .sort(([a], [b]) => byCodeUnit(a, b))
    .map(([name, text]) => objectFile(`runtimes/${runtime.name}/${name}`, text));
  return { runtime, files, screens: objectFile(`screens/${runtime.name}.tsv`, screensText(runtime)) };
}
