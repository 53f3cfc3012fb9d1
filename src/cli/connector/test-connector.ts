import { randomBytes } from 'node:crypto';
import { userInfo } from 'node:os';
import type { Connector } from '../../model/connector.ts';
import { decideLink } from '../../model/decide-link.ts';
import type { Fleet } from '../../model/fleet.ts';
import type { HostProbe } from '../../model/host-probe.ts';
import type { Mail } from '../../model/mail.ts';
import { formatSpan } from '../../model/span.ts';
import { checkConnector } from '../../operate/check-connector.ts';
import { mailTrip } from '../../operate/mail-trip.ts';
import { probeHost } from '../../operate/probe-host.ts';
import type { Transport } from '../../remote/transport.ts';
import { findHost } from '../fleet/find-agents.ts';
import { hostScript, probeScripts } from '../fleet/host-scripts.ts';
import type { OpenHosts } from '../open-hosts.ts';

/** One thing that was tried, and what came of it. */
export interface TestStep {
  readonly step: 'deployed' | 'setup' | 'link' | 'agent';
  readonly ok: boolean;
  readonly said: string;
  /** The command that helps. */
  readonly next: string | null;
}

/**
 * Tries a connector from its host: does it run, does the platform take it as it is set up, is its link up, and does its agent answer a
 * message that comes by mail. Stops where what follows could not be right. Rejects with a RemoteError.
 */
export async function testConnector(
  fleet: Fleet,
  connector: Connector,
  wait: number,
  hosts: OpenHosts,
): Promise<readonly TestStep[]> {
  const transport = await hosts.open(findHost(fleet, connector.host));
  const probe = await probeHost(transport, fleet.name, probeScripts());
  const deployed = deployedStep(connector, probe);
  if (!deployed.ok) return [deployed];
  const setup = await setupSteps(fleet, connector, transport);
  const before = [deployed, ...setup, linkStep(connector, probe)];
  if (before.some(({ ok }) => !ok)) return before;
  return [...before, await agentStep(fleet, connector, { transport, probe, wait })];
}

function deployedStep({ name, host }: Connector, probe: HostProbe): TestStep {
  const found = probe.connectors.find(({ connector }) => connector.name === name);
  const ok = found?.unit?.active === 'active';
  const said =
    found === undefined
      ? `it is not deployed on ${host}`
      : ok
        ? `it runs on ${host}`
        : `its unit on ${host} is ${found.unit?.active ?? 'not loaded'}`;
  const next = found === undefined ? 'mosaic fleet deploy' : `mosaic fleet verify ${host}`;
  return { step: 'deployed', ok, said, next: ok ? null : next };
}

async function setupSteps(
  fleet: Fleet,
  { name, kind }: Connector,
  transport: Transport,
): Promise<readonly TestStep[]> {
  const faults = await checkConnector(transport, fleet.name, name, hostScript('connector-check'));
  const said = `${kind} takes its token, server, channel and permissions as they are`;
  if (faults.length === 0) return [{ step: 'setup', ok: true, said, next: null }];
  return faults.map((fault) => ({ step: 'setup', ok: false, said: fault, next: null }));
}

function linkStep({ name }: Connector, probe: HostProbe): TestStep {
  const found = probe.connectors.find(({ connector }) => connector.name === name);
  if (found === undefined) throw new Error(`${name} was looked for before`);
  const { link, why, since } = decideLink(found, probe.now);
  const span = since === null ? '' : ` for ${formatSpan(probe.now - since)}`;
  const ok = link === 'up';
  const said = `its link is ${link}${span}${why === '' ? '' : `: ${why}`}`;
  return { step: 'link', ok, said, next: ok ? null : 'mosaic fleet ps' };
}

interface Trip {
  readonly transport: Transport;
  readonly probe: HostProbe;
  readonly wait: number;
}

async function agentStep(
  fleet: Fleet,
  { agent, name }: Connector,
  { transport, probe, wait }: Trip,
): Promise<TestStep> {
  const mail = testMail(agent, name, probe.now, wait);
  const trip = await mailTrip(transport, fleet.name, mail, wait, hostScript('mail-trip'));
  const ok = trip.state === 'answered';
  const answer = (trip.answer ?? '').trim().split('\n', 1)[0] ?? '';
  const how = trip.state === null ? '' : ` (${trip.state})`;
  const said = ok
    ? `${agent} answered: ${answer}`
    : `${agent} has not answered within ${wait} s${how}${trip.why === '' ? '' : `: ${trip.why}`}`;
  return { step: 'agent', ok, said, next: ok ? null : `mosaic fleet status ${agent}` };
}

/** `now`: seconds since 1970 by the host's clock, which the mail's times are of. */
function testMail(to: string, connector: string, now: number, wait: number): Mail {
  const id = randomBytes(16).toString('hex');
  const who = userInfo().username.replaceAll(/[^A-Za-z0-9._-]/g, '_');
  return {
    version: 1,
    id,
    key: `test ${id}`,
    to,
    from: { kind: 'operator', name: who },
    at: now * 1000,
    expires: (now + wait) * 1000,
    hops: 0,
    conversation: null,
    text: `[mosaic mail ${id} from the operator ${who}]\nThis tests the way from ${connector} to you. Answer with one short line of text, without a tool, and do nothing else.`,
  };
}
