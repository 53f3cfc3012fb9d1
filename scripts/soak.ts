// Breaks a fleet on staging hosts at random, and checks after each fault what must always hold.
import process from 'node:process';
import { parseArgs } from 'node:util';
import { converge } from '../test/soak/deploying.ts';
import { FAULTS } from '../test/soak/faults.ts';
import { allBack, allWell } from '../test/soak/invariants.ts';
import { type Checked, faultLine, outcomesOf, summary } from '../test/soak/report.ts';
import { drawSeed, keepScene, makeDirectory, makeScene, removeAll, type Scene } from '../test/soak/scene.ts';

const say = (text: string): void => void process.stdout.write(text);

function readFlags(): { readonly minutes: number; readonly seed: number } {
  const { values } = parseArgs({ options: { minutes: { type: 'string' }, seed: { type: 'string' } } });
  const minutes = Number(values.minutes ?? 3);
  const seed = Number(values.seed ?? drawSeed());
  if (!(minutes > 0) || !Number.isSafeInteger(seed) || seed < 0)
    throw new Error('usage: npm run soak -- [--minutes N] [--seed N]');
  return { minutes, seed };
}

/** Fault after fault until the time is over; rejects at the first that does not end well. */
async function soak(scene: Scene, until: number, checked: Checked[]): Promise<void> {
  let rest: readonly (typeof FAULTS)[number][] = [];
  while (Date.now() < until) {
    // Each fault once before any comes again.
    if (rest.length === 0) rest = FAULTS;
    const fault = scene.random.pick(rest);
    rest = rest.filter((one) => one !== fault);
    await check(scene, checked.length + 1, fault).then((seconds) =>
      checked.push({ fault: fault.name, seconds }),
    );
  }
}

async function check(
  scene: Scene,
  number: number,
  { name, befall }: (typeof FAULTS)[number],
): Promise<number> {
  try {
    const begun = Date.now();
    const where = await befall(scene);
    await allBack(scene);
    const seconds = (Date.now() - begun) / 1000;
    await allWell(scene);
    await forgive(scene);
    say(faultLine(number, name, where, seconds));
    return seconds;
  } catch (error) {
    throw new Error(`fault ${number}, ${name}: ${error instanceof Error ? error.message : error}`);
  }
}

/** Deaths that were ours shall not add up to a quarantine. */
async function forgive({ fleet }: Scene): Promise<void> {
  const often = (await fleet.ps()).agents.filter(({ failures }) => failures >= 3).map(({ agent }) => agent);
  if (often.length > 0) await fleet.mosaic(['start', ...often]);
}

function explain(scene: Scene, seed: number, error: unknown): string {
  const here = `-C ${scene.fleet.dir}`;
  return (
    `\n${error instanceof Error ? error.message : error}\n\nThe staging hosts are kept as they are, to look into:\n` +
    `  again    npm run soak -- --seed ${seed}\n  look     ./mosaic fleet ps ${here}\n           ./mosaic fleet verify ${here}\n` +
    `           ./mosaic lab ssh w1 ${here}\n  remove   ./mosaic lab down ${here} && rm -r ${scene.fleet.dir}\n`
  );
}

function removeWhenInterrupted(dir: string): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      void removeAll(dir).finally(() => process.exit(130));
    });
  }
}

/** Deploys, then soaks; rejects at the first thing that is wrong. */
async function run(scene: Scene, minutes: number, checked: Checked[]): Promise<void> {
  await converge(scene, false, 'w1');
  await allBack(scene);
  await allWell(scene);
  await soak(scene, Date.now() + minutes * 60_000, checked);
}

async function main(): Promise<void> {
  const { minutes, seed } = readFlags();
  say(`soak: ${minutes} minutes, seed ${seed}; three staging hosts, six agents\n`);
  const dir = makeDirectory();
  removeWhenInterrupted(dir);
  const scene = await makeScene(dir, seed, (line) => say(`${line}\n`)).catch(async (error: unknown) => {
    await removeAll(dir);
    throw error;
  });
  const checked: Checked[] = [];
  try {
    await run(scene, minutes, checked);
  } catch (error) {
    await keepScene(scene);
    say(`\n${summary(checked)}${explain(scene, seed, error)}\n${checked.length} passed, 1 failed\n`);
    process.exitCode = 1;
    return;
  }
  await removeAll(dir);
  say(`\n${summary(checked)}\n${outcomesOf(scene.sent)}\n${checked.length} passed, 0 failed\n`);
}

await main();
