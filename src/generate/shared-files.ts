import { byCodeUnit } from '../model/by-code-unit.ts';
import type { HarnessLock } from '../model/harness-lock.ts';
import { PROGRAMS, type ProgramName } from '../model/host-programs.ts';
import { TOOLS, type ToolName } from '../model/host-tools.ts';
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
  readonly tools: Readonly<Record<ToolName, BundleFile>>;
  readonly programs: Readonly<Partial<Record<ProgramName, BundleFile>>>;
  readonly tmuxConf: BundleFile;
  readonly runtimes: ReadonlyMap<string, RuntimeFiles>;
  readonly lock: HarnessLock;
}

export function sharedFiles(sources: Sources): SharedFiles {
  const scripts = SCRIPTS.map((name) => [name, objectFile(`sh/${name}`, sources.scripts[name])] as const);
  const tools = TOOLS.map((name) => [name, objectFile(`host/${name}.sh`, sources.tools[name])] as const);
  return {
    tools: Object.fromEntries(tools) as Record<ToolName, BundleFile>,
    programs: programFiles(sources),
    scripts: Object.fromEntries(scripts) as Record<Script, BundleFile>,
    tmuxConf: objectFile('tmux/tmux.conf', sources.tmuxConf),
    runtimes: new Map(sources.runtimes.map((runtime) => [runtime.name, runtimeFiles(runtime)])),
    lock: sources.lock,
  };
}

function programFiles({ programs }: Sources): SharedFiles['programs'] {
  const files = PROGRAMS.flatMap((name) => {
    const text = programs[name];
    return text === undefined ? [] : [[name, objectFile(`host/${name}.mjs`, text)] as const];
  });
  return Object.fromEntries(files);
}

function runtimeFiles(runtime: Runtime): RuntimeFiles {
  const files = Object.entries(runtime.files)
    .sort(([a], [b]) => byCodeUnit(a, b))
    .map(([name, text]) => objectFile(`runtimes/${runtime.name}/${name}`, text));
  return { runtime, files, screens: objectFile(`screens/${runtime.name}.tsv`, screensText(runtime)) };
}
