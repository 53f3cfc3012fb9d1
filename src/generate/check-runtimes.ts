import type { Problem } from '../model/problem.ts';
import type { Runtime } from '../model/runtime.ts';
import { fileVariable } from './file-variable.ts';

/** What is wrong with the runtimes themselves, whoever uses them. */
export function checkRuntimes(runtimes: readonly Runtime[]): Problem[] {
  return runtimes.flatMap((runtime) => [...withoutStart(runtime), ...sameVariable(runtime)]);
}

function withoutStart({ name, files }: Runtime): Problem[] {
  if (Object.hasOwn(files, 'start.sh')) return [];
  const hint = `put start.sh into templates/runtimes/${name}/`;
  return [
    { severity: 'error', message: `runtime ${name} has no start.sh, which launches its harness`, hint },
  ];
}

function sameVariable({ name, files }: Runtime): Problem[] {
  const taken = new Map<string, string>();
  return Object.keys(files).flatMap((file): Problem[] => {
    const variable = fileVariable(file);
    const other = taken.get(variable);
    taken.set(variable, file);
    if (other === undefined) return [];
    const message = `runtime ${name}: ${other} and ${file} would both be ${variable}`;
    return [{ severity: 'error', message, hint: 'rename one of them' }];
  });
}
