import { Command } from '@commander-js/extra-typings';
import type { StatusDeployed, StatusDocument } from '../../model/contract-agent.ts';
import type { PsRow } from '../../model/contract-ps.ts';
import type { Agent, Fleet } from '../../model/fleet.ts';
import type { AgentProbe, HostProbe } from '../../model/host-probe.ts';
import { detailCommand, parseDetail } from '../../operate/detail.ts';
import type { HostLook } from '../../operate/host-look.ts';
import { lookAtHost } from '../../operate/look-at-host.ts';
import { psDocument } from '../../operate/ps-document.ts';
import { describeExit, explainProbe } from '../../operate/status.ts';
import type { Transport } from '../../remote/transport.ts';
import { EXIT } from '../cli-error.ts';
import { addExample } from '../example.ts';
import { type OpenHosts, withHosts } from '../open-hosts.ts';
import { readShared, type SharedOptions } from '../options.ts';
import { say } from '../say.ts';
import { findAgent, findHost } from './find-agents.ts';
import { hostScript, probeScripts } from './host-scripts.ts';
import { ps } from './ps.ts';
import { readFleet } from './read-fleet.ts';
import { explainRemote } from './remote-failure.ts';
import { statusText } from './status-text.ts';

/** `mosaic fleet status [AGENT]` */
export function statusCommand() {
  const command = new Command('status')
    .description('Show everything about one agent; without a name, every agent as `ps` does.')
    .argument('[agent]', 'an agent of the roster (default: all, as `ps`)')
    .option('--explain', 'which rule decided its state, and what the others saw')
    .action(async (name, options, self) => {
      const shared = readShared(self);
      if (name === undefined) await ps(shared, false);
      else await status(shared, name, options.explain === true);
    });
  return addExample(command, 'mosaic fleet status coder-1', 'mosaic fleet status coder-1 --explain');
}

async function status(shared: SharedOptions, name: string, explain: boolean): Promise<void> {
  const fleet = await readFleet(shared);
  const agent = findAgent(fleet, name);
  const document = await withHosts((hosts) => lookAtAgent(fleet, agent, hosts)).catch((error: unknown) => {
    throw explainRemote(error);
  });
  say<StatusDocument>(shared, document, (style) =>
    statusText(document, { style, symbols: process.stdout.isTTY === true, explain }),
  );
  if (document.agent.state === 'unreachable') process.exitCode = EXIT.failed;
}

async function lookAtAgent(fleet: Fleet, agent: Agent, hosts: OpenHosts): Promise<StatusDocument> {
  const head = { version: 1, fleet: fleet.name } as const;
  const host = findHost(fleet, agent.host);
  const look = await lookAtHost(host, hosts.open, fleet.name, probeScripts());
  const row = rowOf(fleet, look, agent.name);
  const probe =
    'probe' in look ? look.probe.agents.find((each) => each.agent.name === agent.name) : undefined;
  if (!('probe' in look) || probe === undefined) return { ...head, agent: row, deployed: null };
  const detail = await readDetail(await hosts.open(host), fleet.name, probe);
  return {
    ...head,
    agent: { ...row, session: detail.session ?? row.session },
    deployed: deployedOf(look.probe, probe, detail.screen),
  };
}

function rowOf(fleet: Fleet, look: HostLook, name: string): PsRow {
  const row = psDocument(fleet, [look]).agents.find((each) => each.managed && each.agent === name);
  if (row === undefined) throw new Error(`no row for ${name}`);
  return row;
}

async function readDetail(transport: Transport, fleet: string, probe: AgentProbe) {
  const result = await transport.exec(detailCommand(fleet, probe.agent, hostScript('screen')), {
    deadlineMs: 10_000,
  });
  return parseDetail(Buffer.from(result.stdout).toString('utf8'));
}

function deployedOf(host: HostProbe, probe: AgentProbe, screen: readonly string[]): StatusDeployed {
  const { agent, signals } = probe;
  return {
    release: host.release ?? '',
    workdir: agent.workdir,
    limits: agent.limits,
    unit: signals.unit === null ? null : `${signals.unit.active} (${signals.unit.sub})`,
    restarts: signals.unit?.restarts ?? null,
    launch: { deployed: agent.launch, running: probe.run?.['launch'] ?? null },
    exit: describeExit(probe),
    stoppedBy: probe.mark?.['by'] ?? null,
    screen,
    rules: explainProbe(probe, host),
  };
}
