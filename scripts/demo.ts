// The tour that README.md promises. It types commands as a person would, from the top of the checkout, and shows what they say.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import process from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';
import { missingForLab } from '../src/lab/missing.ts';

const checkout = join(import.meta.dirname, '..');
const folder = option('--in') ?? 'demo-fleet';
const dim = (text: string): string => (process.stdout.isTTY ? `\x1b[2m${text}\x1b[22m` : text);
const bold = (text: string): string => (process.stdout.isTTY ? `\x1b[1m${text}\x1b[22m` : text);

function option(name: string): string | undefined {
  const at = process.argv.indexOf(name);
  return at < 0 ? undefined : process.argv[at + 1];
}

function say(text: string): void {
  process.stdout.write(`\n${dim(`# ${text}`)}\n`);
}

function shown(args: readonly string[]): string {
  return args.map((arg) => (/^[\w./=@:-]+$/.test(arg) ? arg : `"${arg}"`)).join(' ');
}

/** Runs one command in sight, and ends the tour where it fails. */
function type(command: string, args: readonly string[]): void {
  process.stdout.write(`${bold(`$ ${command} ${shown(args)}`)}\n`);
  const { status } = spawnSync(command, args, { cwd: checkout, stdio: 'inherit' });
  if (status === 0) return;
  process.stdout.write(`\nThe demo stops here: the command above ended with ${status ?? 'a signal'}.\n`);
  process.exit(1);
}

const mosaic = (...args: readonly string[]): void => type('./mosaic', args);
const fleet = (verb: string, ...args: readonly string[]): void =>
  mosaic('fleet', verb, '-C', folder, ...args);

/** The harness' pid of an agent, or `null` while there is none. */
function pidOf(agent: string): number | null {
  const args = ['fleet', 'status', agent, '-C', folder, '--json'];
  const { stdout } = spawnSync('./mosaic', args, { cwd: checkout, encoding: 'utf8' });
  try {
    const { agent: row } = JSON.parse(stdout) as { agent: { pid: number | null; state: string } };
    return row.state === 'idle' ? row.pid : null;
  } catch {
    return null;
  }
}

async function waitForAnotherPid(agent: string, old: number): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (Date.now() < deadline) {
    const pid = pidOf(agent);
    if (pid !== null && pid !== old) return;
    await delay(200);
  }
  process.stdout.write(
    `\n${agent} did not come back within 60s: see ./mosaic fleet logs ${agent} -C ${folder}\n`,
  );
  process.exit(1);
}

/** Where this machine can run the fleet: on staging hosts, on itself, or not at all (and then why). */
async function ground(): Promise<'lab' | 'local'> {
  // Missing packages are no obstacle: `lab up` installs them.
  const missing = (await missingForLab()).filter((lack) => !lack.startsWith('packages:'));
  if (missing.length === 0) return 'lab';
  const bus = spawnSync('systemctl', ['--user', 'show-environment'], { stdio: 'ignore' });
  if (bus.status === 0) return 'local';
  const reasons = missing.map((lack) => `  ${lack}`).join('\n');
  process.stdout.write(
    'The demo needs staging hosts, or a systemd user manager on this machine; here is neither.\n' +
      `Staging hosts lack:\n${reasons}\n` +
      'The user manager does not answer to: systemctl --user show-environment\n',
  );
  process.exit(1);
}

function comeUp(where: 'lab' | 'local'): string {
  if (where === 'local') {
    say(
      'A fleet for this machine alone, by its systemd user manager (staging hosts would need root on Debian).',
    );
    mosaic('fleet', 'init', folder, '--preset', 'coding', '--host', 'localhost=local', '--yes');
    return 'localhost';
  }
  say('A fleet of the preset "coding": an orchestrator on w-jarvis, workers on dragon-lin.');
  mosaic('fleet', 'init', folder, '--preset', 'coding', '--yes');
  say(
    'Two staging hosts with those names, Debian 12 and Debian 13, real systemd and real sshd, on this machine.',
  );
  mosaic('lab', 'up', '-C', folder);
  return 'dragon-lin';
}

function bringOut(): void {
  say('Compile the roster into files that can be reviewed.');
  fleet('generate');
  say('See what a deploy would do, then do it.');
  fleet('plan');
  fleet('deploy', '--yes');
  fleet('verify');
  fleet('ps');
}

async function killAndSeeBack(where: 'lab' | 'local', host: string): Promise<void> {
  const pid = pidOf('coder-1');
  if (pid === null) throw new Error('coder-1 is not idle');
  say('Kill its process the hard way. It comes back in the same conversation.');
  if (where === 'lab') mosaic('lab', 'ssh', host, '-C', folder, '--', 'kill', '-9', String(pid));
  else type('kill', ['-9', String(pid)]);
  await waitForAnotherPid('coder-1', pid);
  fleet('ps');
}

function lookAround(where: 'lab' | 'local'): void {
  const lines = [
    ['Look around', `./mosaic fleet ps --watch -C ${folder}`],
    ['', `./mosaic fleet attach coder-1 -C ${folder}      (detach: Ctrl-b d)`],
    ['', `./mosaic fleet status mos --explain -C ${folder}`],
    ['', `less ${folder}/roster.yaml ${folder}/bundle/REVIEW.md`],
    ...(where === 'lab'
      ? [['', `./mosaic lab kill dragon-lin -C ${folder}     (a power cut; then: lab boot)`]]
      : []),
    ['Take it down', 'npm run demo -- down'],
  ];
  process.stdout.write(`\n${lines.map(([what, how]) => `${(what ?? '').padEnd(14)}${how}`).join('\n')}\n`);
}

function takeDown(): void {
  if (!existsSync(resolve(checkout, folder))) {
    process.stdout.write('Nothing to take down: there is no demo fleet.\n');
    return;
  }
  if (existsSync(resolve(checkout, folder, '.mosaic/lab.yaml'))) mosaic('lab', 'down', '-C', folder);
  else fleet('stop', '--all');
  process.stdout.write(`The fleet is down. Its folder is yours to keep or to delete: ${folder}\n`);
}

async function main(): Promise<void> {
  if (process.argv.includes('down')) {
    takeDown();
    return;
  }
  const where = await ground();
  const host = comeUp(where);
  bringOut();
  say('Talk to an agent.');
  fleet('send', 'coder-1', 'What does this fleet run on?', '--wait', '30');
  await killAndSeeBack(where, host);
  say('Deploy again: nothing changed, so nothing happens.');
  fleet('deploy', '--yes');
  lookAround(where);
}

await main();
