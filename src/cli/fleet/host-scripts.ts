import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { TOOL_PARTS, type ToolName } from '../../model/host-tools.ts';
import type { ProbeScripts } from '../../operate/probe-host.ts';
import { packageRoot } from '../package-root.ts';

/** The text of scripts that run on hosts, one after the other: functions first, the program last. */
export function hostScript(...names: readonly string[]): string {
  return names
    .map((name) => readFileSync(join(packageRoot(), 'templates', 'sh', `${name}.sh`), 'utf8'))
    .join('\n');
}

/** The text of one tool, as programs of ours on hosts have it too. */
export function hostTool(name: ToolName): string {
  return hostScript(...TOOL_PARTS[name]);
}

export function probeScripts(): ProbeScripts {
  return { look: hostTool('look'), probe: hostTool('probe') };
}

export function sendScript(): string {
  return hostTool('send');
}
