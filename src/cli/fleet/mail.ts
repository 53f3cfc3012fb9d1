import { Command } from '@commander-js/extra-typings';
import type { MailDocument } from '../../model/contract-mail.ts';
import type { Fleet } from '../../model/fleet.ts';
import type { Host } from '../../model/host.ts';
import { type HostMail, isRecent, type MailRow } from '../../model/mail-rows.ts';
import { mailOn } from '../../operate/mail.ts';
import { isRemoteError } from '../../remote/transport.ts';
import { EXIT } from '../cli-error.ts';
import { addExample } from '../example.ts';
import { type OpenHosts, withHosts } from '../open-hosts.ts';
import { readShared } from '../options.ts';
import { say } from '../say.ts';
import { findAgent, findHost } from './find-agents.ts';
import { hostScript } from './host-scripts.ts';
import { mailTable } from './mail-table.ts';
import { readFleet } from './read-fleet.ts';

/** `mosaic fleet mail [AGENT]` */
export function mailCommand() {
  const command = new Command('mail')
    .description(
      'Show messages that wait for agents, or were typed to them within a day, and how far each is. Exit code 3 when a host did not answer.',
    )
    .argument('[agent]', 'an agent of the roster; all, if none is named')
    .action(async (name, _options, self) => {
      const shared = readShared(self);
      const fleet = await readFleet(shared);
      const told = await withHosts((hosts) => askAll(fleet, name ?? null, hosts));
      const document: MailDocument = {
        version: 1,
        fleet: fleet.name,
        mails: told.flatMap(({ mail }) => mail?.rows ?? []).map(shown),
        hosts: told.map(({ host, mail, error }) => ({ host, courier: courierOf(mail), error })),
      };
      const now = Object.fromEntries(told.map(({ host, mail }) => [host, mail?.now ?? 0]));
      const recent = told.flatMap(({ mail }) => mail?.rows.filter((row) => isRecent(row, mail.now)) ?? []);
      say<MailDocument>(shared, document, (style) => mailTable(document, recent, now, style));
      if (told.some(({ mail }) => mail === null)) process.exitCode = EXIT.someHosts;
    });
  return addExample(command, 'mosaic fleet mail', 'mosaic fleet mail coder-1');
}

interface Told {
  readonly host: string;
  readonly mail: HostMail | null;
  readonly error: MailDocument['hosts'][number]['error'];
}

async function askAll(fleet: Fleet, name: string | null, hosts: OpenHosts): Promise<readonly Told[]> {
  const asked = name === null ? fleet.hosts : [findHost(fleet, findAgent(fleet, name).host)];
  return Promise.all(asked.map((host) => ask(fleet, host, name, hosts)));
}

async function ask(fleet: Fleet, host: Host, name: string | null, hosts: OpenHosts): Promise<Told> {
  try {
    const mail = await mailOn(await hosts.open(host), fleet.name, name, hostScript('mail'));
    return { host: host.name, mail, error: null };
  } catch (error) {
    if (!isRemoteError(error)) throw error;
    const { code, message, next } = error;
    return { host: host.name, mail: null, error: { code, message, next } };
  }
}

function courierOf(mail: HostMail | null): MailDocument['hosts'][number]['courier'] {
  if (mail === null) return null;
  if (mail.courier === 'loaded active') return 'running';
  return mail.courier.startsWith('loaded') ? 'down' : 'none';
}

function shown(row: MailRow): MailDocument['mails'][number] {
  return { ...row, at: isoTime(row.at), since: isoTime(row.since) };
}

// A file on a host may hold any number; a date may not.
function isoTime(ms: number | null): string | null {
  return ms === null || Math.abs(ms) > 8e15 ? null : new Date(ms).toISOString();
}
