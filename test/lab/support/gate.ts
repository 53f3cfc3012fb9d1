import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type LabHost, run } from '../../../src/lab/index.ts';
import { initOf } from '../../../src/lab/init.ts';

/** A call of a tool by one of our scripts: the n-th of `look`, `apply`, `confirm` or `revert`, and what is called. */
export interface Step {
  readonly program: string;
  readonly nth: number;
  readonly call: string;
}

const TOOLS = [
  ...[
    'cat',
    'chmod',
    'cp',
    'date',
    'flock',
    'grep',
    'ln',
    'mkdir',
    'mv',
    'readlink',
    'rm',
    'sha256sum',
    'sort',
  ],
  ...['stat', 'sync', 'systemctl', 'systemd-run', 'tail', 'tar', 'timeout', 'touch'],
];

/** Puts a gate before every tool that our scripts call on a host; it stands open until `stopAt`. */
export async function installGate(host: LabHost): Promise<void> {
  const text = readFileSync(join(import.meta.dirname, 'gate.sh'), 'utf8');
  const line = `cat >/usr/local/bin/gate && chmod 755 /usr/local/bin/gate && for tool; do ln -sf gate "/usr/local/bin/$tool"; done`;
  await run(host, ['sh', '-c', line, 'sh', ...TOOLS], { stdin: text });
}

/** From now on calls are noted, and the n-th of a program waits at the gate. */
export async function stopAt(host: LabHost, { program, nth }: Pick<Step, 'program' | 'nth'>): Promise<void> {
  const line =
    'mkdir -p -m 1777 /run/gate && cd /run/gate && rm -f ./* && mkfifo -m 666 go && install -m 666 /dev/null trace && echo "$1" >at';
  await run(host, ['sh', '-c', line, 'sh', `${program} ${nth}`]);
}

/** What waits at the gate; `null` while nothing does. */
export async function whatWaits(host: LabHost): Promise<string | null> {
  const init = await initOf(host);
  const text = await readFile(`/proc/${init}/root/run/gate/reached`, 'utf8').catch(() => null);
  return text === null ? null : text.slice(text.indexOf(' ') + 1).trim();
}

/** Opens the gate for good; who waits goes on. */
export async function letGo(host: LabHost): Promise<void> {
  // With both ends open the write cannot block, whether anybody waits or not.
  const line =
    'cd /run/gate 2>/dev/null || exit 0; rm -f at; [ ! -e reached ] || timeout 5 sh -c "echo >go" || :; rm -f reached';
  await run(host, ['sh', '-c', line], { mayFail: true });
}

/** Kills the script that waits at the gate, and all that its connection started. */
export async function killWaiting(host: LabHost): Promise<void> {
  const line = [
    'read -r pid _ </run/gate/reached && session=$(ps -o sid= -p "$pid") && pids=$(ps -o pid= -s $session) || exit',
    'kill -9 $pids; rm -f /run/gate/at /run/gate/reached',
  ].join('\n');
  await run(host, ['sh', '-c', line]);
}

/** The calls noted since `stopAt`, in order. */
export async function notedSteps(host: LabHost): Promise<readonly Step[]> {
  const { stdout } = await run(host, ['cat', '/run/gate/trace']);
  const counts = new Map<string, number>();
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [, program = '', ...words] = line.split(' ');
      const nth = (counts.get(program) ?? 0) + 1;
      counts.set(program, nth);
      return { program, nth, call: words.join(' ') };
    });
}
