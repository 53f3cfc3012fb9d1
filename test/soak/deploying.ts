import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { argvIn, type Said } from '../lab/support/fleet-directory.ts';
import { type PlacedAgent, type Scene, setAgents } from './scene.ts';

/** Changes the roster at random: a limit, a variable, an agent more or less. Gives the host that changes. */
export function editRoster(scene: Scene): string {
  const { random, agents } = scene;
  const extra = agents.find(({ name }) => name === 'extra');
  switch (random.below(3)) {
    case 0:
      return extra === undefined ? addExtra(scene) : removeExtra(scene, extra);
    case 1:
      return change(scene, { limits: { memory: `${1 + random.below(900)}M` } });
    default:
      return change(scene, { env: { SOAK: `${random.below(1_000_000)} $'"` } });
  }
}

function addExtra(scene: Scene): string {
  const host = scene.random.pick(scene.lab.hosts).name;
  setAgents(scene, [...scene.agents, { name: 'extra', host }]);
  return host;
}

function removeExtra(scene: Scene, extra: PlacedAgent): string {
  setAgents(
    scene,
    scene.agents.filter((agent) => agent !== extra),
  );
  return extra.host;
}

function change(scene: Scene, part: Partial<PlacedAgent>): string {
  const { agents, random } = scene;
  const chosen = random.pick(agents);
  setAgents(
    scene,
    agents.map((agent) => (agent === chosen ? { ...agent, ...part } : agent)),
  );
  return chosen.host;
}

/** Begins a deploy and ends it by SIGKILL after so many milliseconds, unless it has ended. */
export async function killDeploy(scene: Scene, after: number): Promise<void> {
  const argv = argvIn(scene.fleet.dir, ['deploy', '--yes']);
  const child = spawn(process.execPath, argv, { stdio: 'ignore' });
  const ended = once(child, 'close');
  const timer = setTimeout(() => child.kill('SIGKILL'), after);
  await ended;
  clearTimeout(timer);
}

/** Deploys until it is done. A deploy that nobody confirmed is waited for, or unlocked by the impatient. */
export async function converge(scene: Scene, impatient: boolean, host: string): Promise<void> {
  const deadline = Date.now() + 150_000;
  for (;;) {
    const said = await scene.fleet.mosaic(['deploy', '--yes']);
    if (said.code === 0) return;
    if (Date.now() > deadline)
      throw new Error(`the next deploys do not converge; the last said\n${textOf(said)}`);
    if (impatient && /neither confirmed nor reverted/.test(textOf(said)))
      await scene.fleet.mosaic(['unlock', host, '--yes']);
    await delay(500);
  }
}

export function textOf({ stdout, stderr }: Said): string {
  return `${stdout}${stderr}`.trim();
}
