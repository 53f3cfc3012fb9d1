// Seconds of `generate` alone for a fleet directory, in a cold process.
import { performance } from 'node:perf_hooks';
import process from 'node:process';
import { loadFleetDirectory } from '../../src/cli/fleet-directory.ts';
import { loadTemplates } from '../../src/cli/load-templates.ts';
import { generate } from '../../src/generate/generate.ts';

const dir = process.argv[2] ?? '.';
const templates = await loadTemplates(dir);
if (!templates.ok) throw new Error(JSON.stringify(templates.problems));
const { sources } = templates.value;
const loaded = await loadFleetDirectory(dir, { runtimes: sources.runtimes });
if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems.slice(0, 5)));
const begun = performance.now();
const bundle = generate(loaded.value.fleet, sources);
if (!bundle.ok) throw new Error(JSON.stringify(bundle.problems.slice(0, 5)));
process.stdout.write(`${(performance.now() - begun) / 1000}\n`);
