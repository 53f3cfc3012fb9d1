// npm run bench -- all|deploy|cli|host|chat: measures side by side, prints tables, writes bench/results/<name>.json.
import { join } from 'node:path';
import process from 'node:process';
import { chatBench } from './chat.ts';
import { cliBench } from './cli.ts';
import { deployBench } from './deploy.ts';
import { hostBench } from './host.ts';
import { attempt, tellFaults } from './parts/attempt.ts';
import { leaveLabs } from './parts/hosts.ts';
import { runChild } from './parts/measure.ts';
import { note } from './parts/report.ts';

const benches: Readonly<Record<string, (args: readonly string[]) => Promise<void>>> = {
  all,
  deploy: deployBench,
  cli: cliBench,
  host: hostBench,
  chat: chatBench,
};

/** Everything; options are those of `deploy`. */
async function all(args: readonly string[]): Promise<void> {
  await attempt('deploy', () => deployBench(args));
  await attempt('cli', () => cliBench());
  await attempt('host', () => hostBench(['45']));
  await attempt('chat', () => chatBench([]));
}

const [name = '', ...args] = process.argv.slice(2);
const bench = benches[name];
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    note(`${signal}: taking the staging hosts down`);
    void leaveLabs().finally(() => process.exit(130));
  });
}
if (bench === undefined) {
  process.stderr.write(`usage: npm run bench -- ${Object.keys(benches).join('|')}\n`);
  process.exitCode = 2;
} else {
  await runChild([process.execPath, join(import.meta.dirname, '../scripts/build.ts')]);
  await attempt(name, () => bench(args));
  tellFaults();
  process.exit();
}
