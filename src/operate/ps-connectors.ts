import type { Connector } from '../model/connector.ts';
import type { PsConnector } from '../model/contract-ps.ts';
import { decideLink } from '../model/decide-link.ts';
import type { ConnectorProbe } from '../model/host-probe.ts';
import type { HostLook } from './host-look.ts';

/** The connectors of one host: those that are deployed there, then those that the roster has and that are not. */
export function connectorRows(connectors: readonly Connector[], look: HostLook): readonly PsConnector[] {
  const wanted = connectors.filter(({ host }) => host === look.host);
  if ('fault' in look) {
    const { message, next } = look.fault;
    return wanted.map((one) => ({ ...blank(look.host, one), link: 'unreachable', why: message, next }));
  }
  const { probe, host } = look;
  const found = new Set(probe.connectors.map(({ connector }) => connector.name));
  return [
    ...probe.connectors.map((one) => deployedRow(host, one, probe.now)),
    ...wanted.filter(({ name }) => !found.has(name)).map((one) => blank(host, one)),
  ];
}

function blank(host: string, { name, kind, agent }: Connector): PsConnector {
  return {
    host,
    connector: name,
    kind,
    agent,
    link: 'not-deployed',
    why: 'in the roster, but not deployed',
    since: null,
    for: null,
    waiting: null,
    unit: null,
    next: 'mosaic fleet deploy',
  };
}

function deployedRow(host: string, probe: ConnectorProbe, now: number): PsConnector {
  const { name, kind, agent, unit } = probe.connector;
  const { link, why, since, waiting } = decideLink(probe, now);
  return {
    host,
    connector: name,
    kind,
    agent,
    link,
    why,
    since: since === null ? null : new Date(since * 1000).toISOString(),
    for: since === null ? null : Math.max(0, now - since),
    waiting: waiting === null ? null : Math.max(0, waiting),
    unit,
    next: nextOf(link, probe, host),
  };
}

function nextOf(link: PsConnector['link'], { connector, unit }: ConnectorProbe, host: string): string | null {
  if (unit?.active !== 'active') return `mosaic fleet verify ${host}`;
  return link === 'failed' || link === 'unknown' ? `mosaic fleet connector test ${connector.name}` : null;
}
