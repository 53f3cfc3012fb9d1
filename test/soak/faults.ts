import { setTimeout as delay } from 'node:timers/promises';
import { boot, freeze, heal, kill, partition, thaw } from '../../src/lab/index.ts';
import { killProcess, type Living, livingOf, sidecarOf } from '../lab/support/living.ts';
import { drawMessage } from '../lab/support/messages.ts';
import { converge, editRoster, killDeploy, textOf } from './deploying.ts';
import { fillDisk } from './full-disk.ts';
import { hostFor, type Scene, say } from './scene.ts';
import { until } from './until.ts';

export interface Fault {
  readonly name: string;
  /** Does harm and ends it. Gives where, and `verify` afterwards must be clean. */
  readonly befall: (scene: Scene) => Promise<string>;
}

function killOf(part: keyof Living): (scene: Scene) => Promise<string> {
  return async (scene) => {
    const { name, host } = scene.random.pick(scene.agents);
    const before = await livingOf(hostFor(scene, host), scene.name, name);
    await killProcess(hostFor(scene, host), before[part]);
    // Until it is seen to be gone, all would look well.
    await until(`another ${part} of ${name}`, async () => {
      const now = await livingOf(hostFor(scene, host), scene.name, name).catch(() => before);
      return now[part] !== before[part];
    });
    return name;
  };
}

async function killSidecar(scene: Scene): Promise<string> {
  const host = scene.random.pick(scene.lab.hosts);
  const before = await sidecarOf(host, scene.name);
  await killProcess(host, before);
  await until(`another sidecar on ${host.name}`, async () => {
    const now = await sidecarOf(host, scene.name);
    return /^\d+ \d+$/.test(now) && now !== before;
  });
  return host.name;
}

async function cutPower(scene: Scene): Promise<string> {
  const host = scene.random.pick(scene.lab.hosts);
  await kill(host);
  await boot(host);
  return host.name;
}

async function cutAllPower({ lab }: Scene): Promise<string> {
  await Promise.all(lab.hosts.map(kill));
  await Promise.all(lab.hosts.map(boot));
  return 'all hosts';
}

async function freezeAndThaw({ random, lab }: Scene): Promise<string> {
  const host = random.pick(lab.hosts);
  await freeze(host);
  await delay(random.below(4000));
  await thaw(host);
  return host.name;
}

async function partitionAndHeal({ random, lab }: Scene): Promise<string> {
  const host = random.pick(lab.hosts);
  await partition(host);
  await delay(random.below(4000));
  await heal(host);
  return host.name;
}

async function interruptDeploy(scene: Scene): Promise<string> {
  const host = editRoster(scene);
  const [after, impatient] = [500 + scene.random.below(3000), scene.random.below(2) === 0];
  await killDeploy(scene, after);
  await converge(scene, impatient, host);
  return `${host}, after ${(after / 1000).toFixed(1)} s${impatient ? ', unlock' : ''}`;
}

async function cutPowerAmidDeploy(scene: Scene): Promise<string> {
  const host = editRoster(scene);
  const after = 500 + scene.random.below(3000);
  const deploying = scene.fleet.mosaic(['deploy', '--yes']);
  await delay(after);
  await kill(hostFor(scene, host));
  await boot(hostFor(scene, host));
  await deploying;
  await converge(scene, false, host);
  return `${host}, after ${(after / 1000).toFixed(1)} s`;
}

async function deployToFullDisk(scene: Scene): Promise<string> {
  const host = editRoster(scene);
  const free = await fillDisk(hostFor(scene, host), scene.name);
  const said = await scene.fleet.mosaic(['deploy', '--yes']);
  await free();
  if (said.code === 0) throw new Error(`a deploy to a full disk was called a success:\n${textOf(said)}`);
  await converge(scene, false, host);
  return host;
}

/** Many messages at once, some of them to the same agent; in half of the bursts somebody dies amid it. */
async function burst(scene: Scene): Promise<string> {
  const { random, agents, sent } = scene;
  const wanted = Array.from({ length: 4 + random.below(6) }, (_, number) => ({
    agent: random.pick(agents).name,
    message: drawMessage(random, sent.length * 1000 + number),
  }));
  const victim = random.below(2) === 0 ? random.pick(agents) : null;
  const after = random.below(3000);
  const sending = Promise.all(wanted.map(({ agent, message }) => say(scene, agent, message.bytes, 20)));
  if (victim !== null) {
    await delay(after);
    const host = hostFor(scene, victim.host);
    await killProcess(host, (await livingOf(host, scene.name, victim.name)).harness);
  }
  const told = await sending;
  const arrived = told.filter(({ outcome }) => outcome === 'answered' || outcome === 'started').length;
  return `${arrived} of ${told.length} arrived${victim === null ? '' : `, ${victim.name} killed`}`;
}

async function hang(scene: Scene): Promise<string> {
  const { name } = scene.random.pick(scene.agents);
  await say(scene, name, Buffer.from('!hang'), 0);
  await until(`${name} is seen to hang`, async () => (await scene.fleet.row(name)).state === 'stalled');
  await scene.fleet.mosaic(['restart', name]);
  return name;
}

async function crash(scene: Scene): Promise<string> {
  const { name, host } = scene.random.pick(scene.agents);
  const { harness } = await livingOf(hostFor(scene, host), scene.name, name);
  await say(scene, name, Buffer.from(`!crash ${scene.random.pick(['SEGV', 'TERM', '3'])}`), 0);
  await until(`another harness of ${name}`, async () => {
    const now = await livingOf(hostFor(scene, host), scene.name, name).catch(() => null);
    return now !== null && now.harness !== harness;
  });
  return name;
}

export const FAULTS: readonly Fault[] = [
  { name: 'kill -9 harness', befall: killOf('harness') },
  { name: 'kill -9 tmux', befall: killOf('server') },
  { name: 'kill -9 wrapper', befall: killOf('wrapper') },
  { name: 'kill -9 sidecar', befall: killSidecar },
  { name: 'crash in a turn', befall: crash },
  { name: 'hang, restart', befall: hang },
  { name: 'power cut, boot', befall: cutPower },
  { name: 'power cut of all', befall: cutAllPower },
  { name: 'freeze, thaw', befall: freezeAndThaw },
  { name: 'partition, heal', befall: partitionAndHeal },
  { name: 'kill -9 deploy', befall: interruptDeploy },
  { name: 'power cut in deploy', befall: cutPowerAmidDeploy },
  { name: 'disk full in deploy', befall: deployToFullDisk },
  { name: 'message burst', befall: burst },
];
