import { byCodeUnit } from '../model/by-code-unit.ts';
import type { PsDocument, PsHost, PsRow } from '../model/contract-ps.ts';
import type { Agent, Fleet } from '../model/fleet.ts';
import type { HostLook } from './host-look.ts';
import { connectorRows } from './ps-connectors.ts';
import { agentRow, notDeployedRow, unmanagedRow, unreachableRow } from './ps-rows.ts';

/** Joins what was found on the hosts with what the roster says; `looks` has one for each host of the fleet. */
export function psDocument(fleet: Fleet, looks: readonly HostLook[]): PsDocument {
  const rows = looks.flatMap((look) => hostRows(fleet, look));
  const leader = fleet.agents.find((agent) => agent.orchestrator)?.host;
  return {
    version: 1,
    fleet: fleet.name,
    hosts: looks.map(psHost).sort((a, b) => byHost(a, b, leader)),
    connectors: looks
      .flatMap((look) => connectorRows(fleet.connectors, look))
      .sort((a, b) => byHost(a, b, leader) || byCodeUnit(a.connector, b.connector)),
    agents: rows.sort((a, b) => byHost(a, b, leader) || byAgent(a, b)),
  };
}

function hostRows(fleet: Fleet, look: HostLook): readonly PsRow[] {
  const expected = fleet.agents.filter((agent) => agent.host === look.host);
  if ('fault' in look) return expected.map((agent) => unreachableRow(fleet.name, agent, look.fault));
  const { probe, host } = look;
  const found = new Set(probe.agents.map(({ agent }) => agent.name));
  return [
    ...probe.agents.map((agent) =>
      agentRow(fleet.name, host, agent, probe.stale, isWanted(expected, agent.agent.name)),
    ),
    ...expected.filter(({ name }) => !found.has(name)).map((agent) => notDeployedRow(fleet.name, agent)),
    ...probe.unmanaged.map((session) => unmanagedRow(fleet.name, host, session, probe.now)),
  ];
}

function isWanted(expected: readonly Agent[], name: string): boolean {
  return expected.some((agent) => agent.name === name);
}

function psHost(look: HostLook): PsHost {
  if ('probe' in look) {
    const { release, trouble } = look.probe;
    return {
      host: look.host,
      reachable: true,
      release,
      error: trouble === null ? null : noSystemd(look.host, trouble),
    };
  }
  const { code, message, next } = look.fault;
  return { host: look.host, reachable: false, release: null, error: { code, message, next } };
}

function noSystemd(host: string, trouble: string): PsHost['error'] {
  const message = `systemd did not answer, so no unit is known: ${trouble.trim()}`;
  return { code: 'systemd', message, next: `mosaic fleet verify ${host}` };
}

// The orchestrator's host comes first, and the orchestrator before its neighbours.
function byHost(a: { host: string }, b: { host: string }, leader: string | undefined): number {
  return Number(b.host === leader) - Number(a.host === leader) || byCodeUnit(a.host, b.host);
}

function byAgent(a: PsRow, b: PsRow): number {
  return (
    Number(b.managed) - Number(a.managed) ||
    Number(b.orchestrator) - Number(a.orchestrator) ||
    byCodeUnit(a.agent, b.agent)
  );
}
