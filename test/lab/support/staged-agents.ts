import { type LabHost, run } from '../../../src/lab/index.ts';
import { quoteSh } from '../../../src/model/quote-sh.ts';
import { type FlatRecord, parseRecord } from '../../../src/model/record.ts';
import { agentObjects, envObject, type StagedAgent } from '../../templates/support/agent-objects.ts';
import { sendScript, template } from '../../templates/support/templates.ts';

const fleet = 'staged';
const root = `.local/share/mosaic/${fleet}`;

export const unit = (agent: string) => `mosaic-${fleet}-agent-${agent}.service`;
export const state = (agent: string) => `.local/state/mosaic/${fleet}/agents/${agent}`;

/** Folder of an agent's socket, relative to `$XDG_RUNTIME_DIR`. */
const folder = (agent: string) => `mosaic/aaaaaaaa/${agent.padStart(8, '0')}`;

function unitText(agent: string, restart: string): string {
  return `[Unit]
StartLimitIntervalSec=0
[Service]
Type=notify
NotifyAccess=all
RuntimeDirectory=${folder(agent)}
RuntimeDirectoryPreserve=yes
ExecStart=/bin/sh %h/${root}/objects/agent-run.sh %h/${root} ${envObject(agent)} launch-${agent}
KillMode=mixed
OOMPolicy=continue
Restart=${restart}
RestartSec=1
RestartPreventExitStatus=78
TimeoutStartSec=120
TimeoutStopSec=4
`;
}

export type Wish = Pick<StagedAgent, 'agent'> & Partial<StagedAgent> & { readonly restart?: string };

/** Puts agents on a host, with units written by hand, and starts them. Comes back when systemd calls them started. */
export async function startAgents(host: LabHost, ...wishes: readonly Wish[]): Promise<void> {
  const files: Record<string, string> = { [`${root}/objects/agent-run.sh`]: template('sh/agent-run.sh') };
  for (const { restart = 'always', ...wish } of wishes) {
    const staged = { fleet, workdir: `~/work/${wish.agent}`, run: folder(wish.agent), env: {}, ...wish };
    for (const [path, text] of Object.entries(agentObjects(staged))) files[`${root}/${path}`] = text;
    files[`.config/systemd/user/${unit(wish.agent)}`] = unitText(wish.agent, restart);
  }
  await writeFiles(host, files);
  await systemctl(host, 'daemon-reload');
  await systemctl(host, 'start', ...wishes.map(({ agent }) => unit(agent)));
}

async function writeFiles(host: LabHost, files: Readonly<Record<string, string>>): Promise<void> {
  const lines = Object.entries(files).map(([path, text]) => {
    const place = quoteSh(path);
    return `mkdir -p "$(dirname ${place})" && printf %s ${quoteSh(text)} >${place} || exit 1\n`;
  });
  await run(host, ['sh'], { as: 'user', stdin: lines.join('') });
}

export async function systemctl(host: LabHost, ...args: readonly string[]): Promise<string> {
  return (await run(host, ['systemctl', '--user', ...args], { as: 'user' })).stdout;
}

export async function show(host: LabHost, agent: string): Promise<FlatRecord> {
  return parseRecord(await systemctl(host, 'show', unit(agent)));
}

/** What a file in the user's home says; empty where there is none. */
export async function readFile(host: LabHost, path: string): Promise<string> {
  return (await run(host, ['cat', path], { as: 'user', mayFail: true })).stdout;
}

export async function record(host: LabHost, agent: string, name: string): Promise<FlatRecord> {
  const path = name === 'run' ? `/run/user/1000/${folder(agent)}/run` : `${state(agent)}/${name}`;
  return parseRecord(await readFile(host, path));
}

export async function tmux(host: LabHost, agent: string, ...args: readonly string[]): Promise<string> {
  const socket = `/run/user/1000/${folder(agent)}/tmux`;
  return (await run(host, ['tmux', '-N', '-u', '-S', socket, ...args], { as: 'user', mayFail: true })).stdout;
}

export async function send(host: LabHost, agent: string, message: string | Uint8Array, wait = 0) {
  const argv = ['sh', '-c', sendScript, 'send', `/home/${host.user}/${root}`, envObject(agent), String(wait)];
  const { stdout } = await run(host, argv, { as: 'user', stdin: message });
  const cut = stdout.indexOf('\n\n');
  const said = parseRecord(cut < 0 ? stdout : stdout.slice(0, cut));
  return { outcome: said['outcome'], why: said['why'], turn: said['turn'] };
}
