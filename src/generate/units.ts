import type { ManifestUnit } from '../model/bundle.ts';
import { byCodeUnit } from '../model/by-code-unit.ts';
import type { Agent, Fleet, Limits } from '../model/fleet.ts';
import { hostPaths, objectPath } from '../model/host-paths.ts';
import { plainSystemd, quoteExecArgument, quoteExecHomePath } from '../model/quote-systemd.ts';
import { runFolder, unitName } from '../model/unit-name.ts';
import type { BundleFile } from './bundle-file.ts';
import { objectCommand, renderLaunched } from './launch.ts';
import { sandboxView } from './sandbox-view.ts';
import type { SharedFiles } from './shared-files.ts';
import type { RenderUnit } from './unit-templates.ts';

/** A unit as the manifest lists it, and its text. */
export type Unit = ManifestUnit & { readonly text: string };

export function targetUnit(fleet: Fleet, render: RenderUnit): Unit {
  const text = render('fleet.target.hbs', { description: plainSystemd(`mosaic: fleet ${fleet.name}`) });
  return { name: unitName.target(fleet.name), kind: 'target', agent: null, launch: null, text };
}

/** `agents` is the list that the sidecar watches. */
export function beatUnit(fleet: Fleet, agents: BundleFile, shared: SharedFiles, render: RenderUnit): Unit {
  const { launch, text } = renderLaunched((digest) => {
    const args = [objectPath(agents.sha256), digest, String(fleet.heartbeat.every)];
    return render('beat.service.hbs', {
      description: plainSystemd(`mosaic: heartbeat of fleet ${fleet.name}`),
      target: unitName.target(fleet.name),
      command: objectCommand(fleet.name, shared.scripts['beat.sh'], args),
    });
  });
  return { name: unitName.beat(fleet.name), kind: 'beat', agent: null, launch, text };
}

/** `env` is the agent's env file, by which the unit's text depends on all that the agent reads. */
export function agentUnit(
  fleet: Fleet,
  agent: Agent,
  env: BundleFile,
  shared: SharedFiles,
  render: RenderUnit,
): Unit {
  const { launch, text } = renderLaunched((digest) => {
    const args = [objectPath(env.sha256), digest];
    return render('agent.service.hbs', {
      description: plainSystemd(`mosaic: agent ${agent.name} of fleet ${fleet.name}`),
      target: unitName.target(fleet.name),
      command: objectCommand(fleet.name, shared.scripts['agent-run.sh'], args),
      stopMark: `%h/${plainSystemd(hostPaths.agentState(fleet.name, agent.name))}/stopped`,
      runFolder: runFolder(fleet.name, agent.name),
      beat: unitName.beat(fleet.name),
      credentials: credentialsView(fleet.name, agent),
      ...limitsView(agent.limits),
      ...sandboxView(fleet.name, agent),
    });
  });
  return { name: unitName.agent(fleet.name, agent.name), kind: 'agent', agent: agent.name, launch, text };
}

/** Outside all releases: finishes or undoes a half-done switch after a boot, then starts the target. */
export function bootUnitText(fleet: string, render: RenderUnit): string {
  const words = [quoteExecHomePath(hostPaths.recover(fleet)), 'boot', quoteExecArgument(fleet)];
  return render('boot.service.hbs', {
    description: plainSystemd(`mosaic: fleet ${fleet} after a boot`),
    command: ['/bin/sh', ...words].join(' '),
  });
}

/** What systemd copies for this agent alone, `NAME:PATH` each; a missing source keeps the unit from starting. */
function credentialsView(fleet: string, { secrets }: Agent): string[] {
  const names = [...new Set(Object.values(secrets))].sort(byCodeUnit);
  return names.map((name) => credentialView(fleet, name));
}

/** `NAME:PATH` of a secret. */
export function credentialView(fleet: string, name: string): string {
  return `${name}:%h/${plainSystemd(hostPaths.credentials(fleet))}/current/${name}`;
}

function limitsView(limits: Limits) {
  return {
    memoryMax: limits.memory === null ? null : String(limits.memory),
    cpuQuota: limits.cpu === null ? null : `${limits.cpu}%`,
    tasksMax: limits.tasks === null ? null : String(limits.tasks),
  };
}
