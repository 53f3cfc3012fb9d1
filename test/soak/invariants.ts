import { type LabHost, run } from '../../src/lab/index.ts';
import { hostPaths } from '../../src/model/host-paths.ts';
import { unitName } from '../../src/model/unit-name.ts';
import { livingOf, turnsOf } from '../lab/support/living.ts';
import { contradictions } from '../lab/support/messages.ts';
import { textOf } from './deploying.ts';
import { hostFor, type Scene } from './scene.ts';
import { untilNone } from './until.ts';

/** Awaits that every agent is at its composer, in its own conversation, and beats. */
export function allBack(scene: Scene): Promise<void> {
  return untilNone('every agent is back', async () => {
    const { agents } = await scene.fleet.ps();
    const wrong = agents.flatMap(({ agent, state, why, heartbeat, session }) => {
      const known = scene.sessions.get(agent);
      if (known !== undefined && session !== null && session !== known)
        return [`${agent} is in the conversation ${session}, and was in ${known}`];
      return state === 'idle' && heartbeat.status === 'fresh' ? [] : [`${agent} is ${state}: ${why}`];
    });
    const names = agents.map(({ agent }) => agent).sort();
    const wanted = scene.agents.map(({ name }) => name).sort();
    if (names.join() !== wanted.join())
      wrong.push(`ps shows ${names.join()}, the roster has ${wanted.join()}`);
    if (wrong.length === 0)
      for (const { agent, session } of agents) if (session) scene.sessions.set(agent, session);
    return wrong;
  });
}

/** Awaits that what is deployed is what the roster says, that nothing is left over, and that messages went as it was told. */
export async function allWell(scene: Scene): Promise<void> {
  await untilNone('verify finds nothing', async () => {
    const said = await scene.fleet.mosaic(['verify']);
    return said.code === 0 ? [] : [textOf(said)];
  });
  for (const host of scene.lab.hosts) {
    await untilNone(`nothing is left over on ${host.name}`, () => leftovers(scene, host));
    await untilNone(`no process is astray on ${host.name}`, () => strays(scene, host));
  }
  for (const { name, host } of scene.agents) {
    await livingOf(hostFor(scene, host), scene.name, name);
    const turns = await turnsOf(hostFor(scene, host), scene.name, name);
    const wrong = contradictions(
      scene.sent.filter(({ agent }) => agent === name),
      turns,
    );
    if (wrong.length > 0)
      throw new Error(`${name} got other messages than was told:\n  ${wrong.join('\n  ')}`);
  }
}

const KEPT = ['current', 'lock', 'objects', 'record', 'recover', 'releases'];

/** Files of a deploy or of a send that is over. */
async function leftovers({ name }: Scene, host: LabHost): Promise<readonly string[]> {
  const list = 'ls -A "$HOME/$1"; cd "$XDG_RUNTIME_DIR" && ls | grep ^mosaic-message || :';
  const { stdout } = await run(host, ['sh', '-c', list, 'sh', hostPaths.root(name)], { as: 'user' });
  return stdout.split('\n').filter((entry) => entry !== '' && !KEPT.includes(entry));
}

const PROCESSES = `for folder in /proc/[0-9]*; do
    [ "$(stat -c %u "$folder")" = 1000 ] || continue
    printf '%s|%s|%s\\n' "\${folder#/proc/}" "$(sed -n s/^0:://p "$folder/cgroup")" "$(tr '\\0\\n' '  ' <"$folder/cmdline")"
  done 2>/dev/null`;

/** The user's processes that are in no unit of the fleet and not of the system, and units with more than one tmux server. */
async function strays({ name, agents }: Scene, host: LabHost): Promise<readonly string[]> {
  const { stdout } = await run(host, ['sh', '-c', PROCESSES]);
  const found = stdout.split('\n').flatMap((line) => {
    const [pid = '', group = '', ...words] = line.split('|');
    const command = words.join('|').trim();
    return group.startsWith('/user.slice') && command !== ''
      ? [{ pid, unit: group.split('/').at(-1) ?? '', command }]
      : [];
  });
  const here = agents
    .filter((agent) => agent.host === host.name)
    .map((agent) => unitName.agent(name, agent.name));
  const units = [...here, unitName.beat(name), 'init.scope', 'dbus.service'];
  const astray = found
    .filter(({ unit, command }) => !units.includes(unit) && !/^sshd|^\(?sd-pam/.test(command))
    .map(({ pid, unit, command }) => `process ${pid} in ${unit}: ${command.slice(0, 150)}`);
  const crowded = here.flatMap((unit) => {
    const servers = found.filter((one) => one.unit === unit && /^tmux .*-D /.test(one.command)).length;
    return servers === 1 ? [] : [`${unit} has ${servers} tmux servers`];
  });
  return [...astray, ...crowded];
}
