import { type LabHost, run } from '../../../src/lab/index.ts';
import { hostPaths } from '../../../src/model/host-paths.ts';
import { parseRecord } from '../../../src/model/record.ts';
import { runFolder, unitName } from '../../../src/model/unit-name.ts';

/** What an agent consists of; each a pid and its start time, `PID START`. */
export interface Living {
  readonly harness: string;
  readonly server: string;
  readonly wrapper: string;
}

const TICKS =
  'ticks() { read -r stat <"/proc/$1/stat"; echo "$1 $(set -- ${stat##*) } && echo "${20}")"; }\n';

const LIVING = `${TICKS}
  cd "$XDG_RUNTIME_DIR/$1" || exit
  pid=$(sed -n s/^pid=//p run)
  echo "harness=$(ticks "$pid")"
  echo "server=$(ticks "$(tmux -N -S ./tmux display-message -p '#{pid}')")"
  echo "wrapper=$(ticks "$(systemctl --user show --value -p MainPID "$2")")"`;

const SIDECAR = `${TICKS} ticks "$(systemctl --user show --value -p MainPID "$1")"`;

async function asked(host: LabHost, script: string, ...args: readonly string[]): Promise<string> {
  return (await run(host, ['sh', '-c', script, 'sh', ...args], { as: 'user', mayFail: true })).stdout;
}

/** The processes of a running agent; rejects while one is missing. */
export async function livingOf(host: LabHost, fleet: string, agent: string): Promise<Living> {
  const said = await asked(host, LIVING, runFolder(fleet, agent), unitName.agent(fleet, agent));
  const { harness, server, wrapper } = parseRecord(said);
  for (const found of [harness, server, wrapper])
    if (!/^\d+ \d+$/.test(found ?? ''))
      throw new Error(`${agent} on ${host.name} does not run whole: ${said}`);
  return { harness, server, wrapper } as Living;
}

/** The heartbeat sidecar's pid and start time. */
export async function sidecarOf(host: LabHost, fleet: string): Promise<string> {
  return (await asked(host, SIDECAR, unitName.beat(fleet))).trim();
}

/** SIGKILL to a process told by pid and start time. */
export async function killProcess(host: LabHost, process: string): Promise<void> {
  await run(host, ['kill', '-KILL', process.split(' ')[0] ?? '']);
}

/** A file of an agent's state folder; empty where there is none. */
export function stateFile(host: LabHost, fleet: string, agent: string, name: string): Promise<string> {
  return asked(host, 'cat "$1"', `${hostPaths.agentState(fleet, agent)}/${name}`);
}

export interface Turn {
  readonly turn: number;
  readonly sha256: string;
  readonly answered: boolean;
}

/** The turns of an echo agent, from its transcript. */
export async function turnsOf(host: LabHost, fleet: string, agent: string): Promise<readonly Turn[]> {
  const text = await stateFile(host, fleet, agent, 'transcript');
  const lines = text.split('\n').filter((line) => line !== '');
  const entries = lines.map(
    (line) => JSON.parse(line) as { turn?: number; sha256?: string; answer?: string },
  );
  const answered = new Set(entries.filter(({ answer }) => answer !== undefined).map(({ turn }) => turn));
  return entries.flatMap(({ turn, sha256 }) =>
    turn === undefined || sha256 === undefined ? [] : [{ turn, sha256, answered: answered.has(turn) }],
  );
}
