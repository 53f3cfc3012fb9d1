// npm run bench -- deploy|cli|host: measures side by side, prints tables, writes bench/results/<name>.json.
import process from 'node:process';
import { cliBench } from './cli.ts';
import { deployBench } from './deploy.ts';
import { hostBench } from './host.ts';

const benches: Readonly<Record<string, (args: readonly string[]) => Promise<void>>> = {
  deploy: deployBench,
  cli: cliBench,
  host: hostBench,
};

const [name = '', ...args] = process.argv.slice(2);
const bench = benches[name];
if (bench === undefined) {
  process.stderr.write(`usage: npm run bench -- ${Object.keys(benches).join('|')}\n`);
  process.exitCode = 2;
} else {
  await bench(args);
  process.exit();
}
