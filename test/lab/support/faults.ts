import { boot, freeze, heal, kill, type LabHost, partition, run, thaw } from '../../../src/lab/index.ts';
import type { Program } from './fleet.ts';
import { killWaiting, letGo } from './gate.ts';
import { awaitQuiet } from './wholeness.ts';

/** What befalls a deploy while a script waits at the gate. */
export type Fault = 'operator' | 'script' | 'cut' | 'power' | 'frozen' | 'full';

export interface Struck {
  readonly host: LabHost;
  readonly fleet: string;
  readonly operator: Program;
  /** Seconds until the host must have come to rest by itself. */
  readonly within: number;
  /** Seconds that the host waits for the confirmation. */
  readonly confirmWithin: number;
}

/** Comes back when the fault is over and the host at rest. */
export const strike: Readonly<Record<Fault, (struck: Struck) => Promise<void>>> = {
  /** The operator's process dies; what it began on the host goes on. */
  operator: async ({ host, fleet, operator, within }) => {
    await endOperator(operator);
    await letGo(host);
    await awaitQuiet(host, fleet, within);
  },
  /** The operator's process dies, and on the host all that its connection started. */
  script: async ({ host, fleet, operator, within }) => {
    operator.child.kill('SIGKILL');
    await killWaiting(host);
    await operator.ended;
    await awaitQuiet(host, fleet, within);
  },
  cut: async ({ host, fleet, operator, within }) => {
    await partition(host);
    await letGo(host);
    await awaitQuiet(host, fleet, within);
    await endOperator(operator);
    await heal(host);
  },
  power: async ({ host, fleet, operator, within }) => {
    await kill(host);
    await endOperator(operator);
    await boot(host);
    await awaitQuiet(host, fleet, within);
  },
  /** Longer than the host would wait for the confirmation. */
  frozen: async ({ host, fleet, operator, within, confirmWithin }) => {
    await freeze(host);
    await new Promise((resolve) => setTimeout(resolve, (confirmWithin + 1) * 1000));
    await thaw(host);
    await letGo(host);
    await awaitQuiet(host, fleet, within);
    await endOperator(operator);
  },
  /** Neither a byte nor a file more, until the host had its time to come to rest. */
  full: async ({ host, fleet, operator, within, confirmWithin }) => {
    await fillDisk(host);
    await letGo(host);
    await awaitQuiet(host, fleet, confirmWithin + 10).catch(() => undefined);
    await freeDisk(host);
    await awaitQuiet(host, fleet, within);
    await endOperator(operator);
  },
};

async function endOperator({ child, ended }: Program): Promise<void> {
  child.kill('SIGKILL');
  await ended;
}

/** Gives a host that has no fleet yet a small disk for `~/.local`; a power cut would take it away. */
export async function giveSmallDisk(host: LabHost): Promise<void> {
  const line = `mkdir -p "$1/.local" && mount -t tmpfs -o size=24m,nr_inodes=4000,uid=1000,gid=1000,mode=755 small "$1/.local"`;
  await run(host, ['sh', '-c', line, 'sh', `/home/${host.user}`]);
}

/** Takes every byte and every file that is free, and that becomes free, until `freeDisk`. */
async function fillDisk(host: LabHost): Promise<void> {
  const loop =
    'until [ -e /tmp/freed ]; do cat /dev/zero >>bytes; while true >$i; do i=$((i + 1)); done; sleep 0.05; done';
  const line = `rm -f /tmp/freed; mkdir -p ~/.local/fill && cd ~/.local/fill || exit; (i=0; ${loop}; touch /tmp/ended) >/dev/null 2>&1 &
    until [ "$(df --output=avail . | tail -n 1)" -eq 0 ] && [ "$(df --output=iavail . | tail -n 1)" -eq 0 ]; do sleep 0.05; done`;
  await run(host, ['sh', '-c', line], { as: 'user' });
}

async function freeDisk(host: LabHost): Promise<void> {
  const line =
    'touch /tmp/freed; until [ -e /tmp/ended ]; do sleep 0.05; done; rm -rf ~/.local/fill /tmp/ended';
  await run(host, ['sh', '-c', line], { as: 'user' });
}
