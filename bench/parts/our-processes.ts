import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { run } from '../../src/lab/index.ts';
import type { PsDocument } from '../../src/model/contract-ps.ts';
import { hostPaths } from '../../src/model/host-paths.ts';
import { runFolder } from '../../src/model/unit-name.ts';
import type { BenchHost } from './hosts.ts';
import { BUILT, REAL } from './real-fleet.ts';
import type { PartUsage, Reading } from './share.ts';

export type Part = 'agent-run' | 'tmux' | 'agent-record' | 'sidecar' | 'ours together' | 'echo, the harness';

/** Of all agents together: kB, kB, and seconds of CPU (or, as a share, cores). */
export type Usage = Readonly<Record<Part, PartUsage>>;

/**
 * Prints `part rss pss nanoseconds` a process of ours, then `sidecar` and `unit` with the CPU of whole cgroups in µs. An agent's
 * processes are a chain: agent-run, tmux, agent-record, the harness; the run record names the ends.
 */
const READ = `set -u
tell() {
  read -r cpu _ <"/proc/$2/schedstat"
  awk -v part="$1" -v cpu="$cpu" '/^Rss:/ { rss = $2 } /^Pss:/ { pss = $2 } END { print part, rss, pss, cpu }' "/proc/$2/smaps_rollup"
}
parent() { sed 's/.*) //' "/proc/$1/stat" | cut -d' ' -f2; }
cpu_of() { sed -n 's/^usage_usec //p' "/sys/fs/cgroup$1/cpu.stat"; }
group_of() { sed -n 's/^0:://p' "/proc/$1/cgroup"; }
beat=$(cat "$1/beat.pid")
beat=\${beat%% *}
tell sidecar "$beat"
for child in $(cat "/proc/$beat/task/$beat/children"); do tell sidecar "$child"; done
echo "sidecar-group $(cpu_of "$(group_of "$beat")")"
shift
for run; do
  harness=$(sed -n 's/^pid=//p' "$run") wrapper=$(sed -n 's/^wrapper=//p' "$run")
  record=$(parent "$harness")
  tell agent-run "$wrapper"
  tell agent-record "$record"
  tell tmux "$(parent "$record")"
  tell harness "$harness"
  echo "unit $(cpu_of "$(group_of "$harness")")"
done
`;

export async function readUsage({ lab }: BenchHost, agents: readonly string[]): Promise<Reading<Part>> {
  const state = `/home/${lab.user}/${hostPaths.state(REAL)}`;
  const argv = ['sh', '-c', READ, 'read', state, ...agents.map(runRecord)];
  const { stdout } = await run(lab, argv);
  const lines = stdout.split('\n').map((line) => line.split(' '));
  const sum = (part: string, column: number) =>
    lines.filter(([name]) => name === part).reduce((total, line) => total + Number(line[column] ?? 0), 0);
  const of = (part: string) => ({ rss: sum(part, 1), pss: sum(part, 2), cpu: sum(part, 3) / 1e9 });
  const chain = [of('agent-run'), of('tmux'), of('agent-record')] as const;
  const sidecar = { ...of('sidecar'), cpu: sum('sidecar-group', 1) / 1e6 };
  const add = (key: 'rss' | 'pss' | 'cpu') =>
    [...chain, sidecar].reduce((total, part) => total + part[key], 0);
  const ours = { rss: add('rss'), pss: add('pss'), cpu: add('cpu') };
  const inUnits = chain.reduce((total, part) => total + part.cpu, 0);
  const usage: Usage = {
    'agent-run': chain[0],
    tmux: chain[1],
    'agent-record': chain[2],
    sidecar,
    'ours together': ours,
    'echo, the harness': { ...of('harness'), cpu: sum('unit', 1) / 1e6 - inUnits },
  };
  return { at: Date.now(), usage };
}

function runRecord(agent: string): string {
  return `/run/user/1000/${runFolder(REAL, agent)}/run`;
}

const KILL = `set -u
run=$1 hook=$2 socket=$3
old=$(sed -n 's/^pid=//p' "$run")
begun=$(date +%s%N)
kill -9 "$old"
while :; do
  new=$(sed -n 's/^pid=//p' "$run" 2>/dev/null)
  if [ -n "$new" ] && [ "$new" != "$old" ] && grep -q '^state=idle' "$hook" &&
    tmux -N -S "$socket" capture-pane -p 2>/dev/null | grep -q '^> *$'; then break; fi
  sleep 0.02
done
echo $(($(date +%s%N) - begun))
`;

/** Seconds from SIGKILL of an agent's harness until the next one stands at its empty composer. */
export async function killAndWait({ lab }: BenchHost, agent: string): Promise<number> {
  const record = runRecord(agent);
  const hook = `/home/${lab.user}/${hostPaths.agentState(REAL, agent)}/hook`;
  const argv = ['sh', '-c', KILL, 'kill', record, hook, record.replace(/run$/, 'tmux')];
  return Number((await run(lab, argv, { as: 'user' })).stdout) / 1e9;
}

export interface Watching {
  /** Comes back with the next document for which `holds`. */
  until(holds: (document: PsDocument) => boolean): Promise<void>;
  end(): void;
}

export function beginWatching(dir: string): Watching {
  const [program = '', ...args] = [...BUILT, '-C', dir, 'fleet', 'ps', '--watch', '--json'];
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const lines = createInterface(child.stdout);
  return {
    until: (holds) =>
      new Promise((resolve) => {
        const look = (line: string) => {
          if (!holds(JSON.parse(line) as PsDocument)) return;
          lines.off('line', look);
          resolve();
        };
        lines.on('line', look);
      }),
    end: () => void child.kill(),
  };
}
