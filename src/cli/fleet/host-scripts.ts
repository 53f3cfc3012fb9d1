import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ProbeScripts } from '../../operate/probe-host.ts';
import { packageRoot } from '../package-root.ts';

/** The text of scripts that run on hosts, one after the other: functions first, the program last. */
export function hostScript(...names: readonly string[]): string {
  return names
    .map((name) => readFileSync(join(packageRoot(), 'templates', 'sh', `${name}.sh`), 'utf8'))
    .join('\n');
}

export function probeScripts(): ProbeScripts {
  return { look: hostScript('look'), probe: hostScript('enter', 'screen', 'probe') };
}

export function sendScript(): string {
  return hostScript('enter', 'screen', 'message', 'composer', 'send');
}
