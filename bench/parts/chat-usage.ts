import { run } from '../../src/lab/index.ts';
import { unitName } from '../../src/model/unit-name.ts';
import { AGENT, CONNECTOR, FLEET } from '../../test/lab/support/mos-parts.ts';
import type { BenchHost } from './hosts.ts';
import type { PartUsage, Reading } from './share.ts';

export type ChatPart = 'connector' | 'courier' | 'MCP server' | 'sidecar' | 'Claude Code and its terminal';

export type ChatUsage = Readonly<Record<ChatPart, PartUsage>>;

/** A time in which messages were said. */
export interface Busy {
  readonly usage: ChatUsage;
  /** Milliseconds until the answer to each of them; `null`: none came. */
  readonly replies: readonly (number | null)[];
}

const TICKS_A_SECOND = 100;

/**
 * Prints `unit µs` of CPU, what has ended in it included, and `process UNIT PROGRAM rss pss ticks` for each process in it. The MCP server
 * is the Node in the agent's unit.
 */
const READ = `set -u
for unit; do
  folder=$(find /sys/fs/cgroup -type d -name "$unit" | head -n 1)
  [ -n "$folder" ] || { echo "$unit does not run" >&2; exit 1; }
  echo "unit $unit $(sed -n 's/^usage_usec //p' "$folder/cpu.stat")"
  find "$folder" -name cgroup.procs -exec cat {} + | while read -r pid; do
    program=$(tr '\\0' '\\n' <"/proc/$pid/cmdline" 2>/dev/null | head -n 1)
    ticks=$(sed 's/.*) //' "/proc/$pid/stat" 2>/dev/null | awk '{ print $12 + $13 + $14 + $15 }')
    awk -v of="$unit \${program##*/}" -v ticks="$ticks" '/^Rss:/ { rss = $2 } /^Pss:/ { pss = $2 }
      END { if (rss != "") print "process", of, rss, pss, ticks }' "/proc/$pid/smaps_rollup" 2>/dev/null
  done
done
exit 0
`;

const UNITS = {
  connector: unitName.connector(FLEET, CONNECTOR),
  courier: unitName.courier(FLEET),
  sidecar: unitName.beat(FLEET),
  agent: unitName.agent(FLEET, AGENT),
};

export async function readChatUsage({ lab }: BenchHost): Promise<Reading<ChatPart>> {
  const { stdout } = await run(lab, ['sh', '-c', READ, 'read', ...Object.values(UNITS)]);
  return { at: Date.now(), usage: usageIn(stdout) };
}

function usageIn(text: string): ChatUsage {
  const lines = text.split('\n').map((line) => line.split(' '));
  const sum = (unit: string, column: number, program?: string) =>
    lines
      .filter(([kind, of, name]) => kind === 'process' && of === unit && (program ?? name) === name)
      .reduce((total, line) => total + Number(line[column] ?? 0), 0);
  const whole = (unit: string): PartUsage => {
    const micros = lines.find(([kind, of]) => kind === 'unit' && of === unit)?.[2];
    return { rss: sum(unit, 3), pss: sum(unit, 4), cpu: Number(micros) / 1e6 };
  };
  const agent = whole(UNITS.agent);
  const server = {
    rss: sum(UNITS.agent, 3, 'node'),
    pss: sum(UNITS.agent, 4, 'node'),
    cpu: sum(UNITS.agent, 5, 'node') / TICKS_A_SECOND,
  };
  if (server.rss === 0) throw new Error(`no MCP server runs in ${UNITS.agent}`);
  return {
    connector: whole(UNITS.connector),
    courier: whole(UNITS.courier),
    'MCP server': server,
    sidecar: whole(UNITS.sidecar),
    'Claude Code and its terminal': {
      rss: agent.rss - server.rss,
      pss: agent.pss - server.pss,
      cpu: agent.cpu - server.cpu,
    },
  };
}
