import { canonicalJson } from '../model/canonical-json.ts';
import type { Fleet } from '../model/fleet.ts';
import { objectPath } from '../model/host-paths.ts';
import { type ProgramName, programsOn } from '../model/host-programs.ts';
import { type HostTools, TOOLS } from '../model/host-tools.ts';
import { type BundleFile, objectFile } from './bundle-file.ts';
import type { SharedFiles } from './shared-files.ts';

/** What a host carries for the programs of ours that run there. */
export interface HostPrograms {
  readonly programs: Readonly<Partial<Record<ProgramName, BundleFile>>>;
  /** A `HostTools`, which programs of ours that look or type are told by its path. */
  readonly tools: BundleFile;
  /** The programs, the tools, and the scripts that these name. */
  readonly files: readonly BundleFile[];
}

/** `null`: no program of ours runs on the host. */
export function hostPrograms(fleet: Fleet, host: string, shared: SharedFiles): HostPrograms | null {
  const names = programsOn(fleet, host);
  if (names.length === 0) return null;
  const programs = names.map((name) => [name, programFile(name, shared)] as const);
  const tools = objectFile('host/tools.json', canonicalJson(toolsOf(fleet.name, host, shared)));
  const scripts = TOOLS.map((name) => shared.tools[name]);
  return {
    programs: Object.fromEntries(programs),
    tools,
    files: [...programs.map(([, file]) => file), tools, ...scripts],
  };
}

function programFile(name: ProgramName, { programs }: SharedFiles): BundleFile {
  const file = programs[name];
  if (file === undefined) throw new Error(`the program ${name} was not loaded`);
  return file;
}

function toolsOf(fleet: string, host: string, shared: SharedFiles): HostTools {
  const paths = TOOLS.map((name) => [name, objectPath(shared.tools[name].sha256)] as const);
  return { version: 1, fleet, host, tools: Object.fromEntries(paths) as HostTools['tools'] };
}
