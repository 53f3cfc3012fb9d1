import { Command } from '@commander-js/extra-typings';
import type { InstallDocument } from '../../model/contract-prepare.ts';
import { printable } from '../../model/printable.ts';
import { describeFinding } from '../../provision/describe-finding.ts';
import {
  type InstallOutcome,
  type InstallPlan,
  installHost,
  planInstall,
  shownStep,
} from '../../provision/install-host.ts';
import { compileFleet } from '../compile-fleet.ts';
import { confirm, declined } from '../confirm.ts';
import { addExample } from '../example.ts';
import { withHosts } from '../open-hosts.ts';
import { readShared } from '../options.ts';
import { say } from '../say.ts';
import { type Style, styleFor } from '../style.ts';
import { chosenHosts } from './chosen-hosts.ts';
import { deployScripts } from './deploy-actor.ts';
import { exitCodeOf } from './outcome-lines.ts';

/** `mosaic fleet install [HOST…]` */
export function installCommand() {
  const command = new Command('install')
    .description(
      'Give hosts what a fleet needs: tmux, a user manager with a bus, linger. By sudo, or it says what to type.',
    )
    .argument('[host...]', 'only these hosts')
    .option('-y, --yes', 'do not ask')
    .action(async (names, options, self) => {
      const shared = readShared(self);
      const compiled = await compileFleet(shared);
      const fleet = compiled.fleet.name;
      const style = styleFor(process.stdout, shared.color);
      await withHosts(async (hosts) => {
        const chosen = chosenHosts(compiled, names, hosts);
        const plans = await Promise.all(chosen.map((host) => planInstall(host, deployScripts(), fleet)));
        if (!shared.json) process.stdout.write(plans.map((plan) => installPlanLines(plan, style)).join(''));
        const width = Math.max(0, ...plans.map(({ host }) => host.host.length)) + 4;
        const works = plans.some((plan) => plan.result === 'looked' && plan.steps.length > 0);
        if (works && !(await confirm('Run these on the hosts?', { yes: options.yes === true })))
          throw declined();
        const outcomes = await Promise.all(plans.map((plan) => installHost(plan, deployScripts(), fleet)));
        say<InstallDocument>(shared, { version: 1, fleet, hosts: outcomes.map(installRow) }, () =>
          outcomes.map((outcome) => installLines(outcome, width, style)).join(''),
        );
        process.exitCode = exitCodeOf(
          outcomes.filter(({ result }) => result !== 'ready').length,
          outcomes.length,
        );
      });
    });
  return addExample(command, 'mosaic fleet install', 'mosaic fleet install dragon-lin --yes');
}

function installPlanLines(plan: InstallPlan, style: Style): string {
  if (plan.result === 'unreachable' || plan.lacks.length === 0) return '';
  const lacks = plan.lacks.map((finding) => `  ${style.yellow('!')} ${describeFinding(finding)}\n`);
  const steps = plan.steps.map((step) => `  ${style.cyan(shownStep(step))}\n`);
  return `${plan.host.host}\n${[...lacks, ...steps].join('')}`;
}

function installRow(outcome: InstallOutcome): InstallDocument['hosts'][number] {
  const { host, result } = outcome;
  const row = { host, result, done: [], lacks: [], type: [], why: null, next: null };
  switch (outcome.result) {
    case 'ready':
      return { ...row, done: [...outcome.done] };
    case 'unreachable':
      return { ...row, why: outcome.why, next: outcome.next };
    case 'lacks': {
      const lacks = outcome.lacks.map((finding) => ({ kind: finding.kind, text: describeFinding(finding) }));
      return { ...row, lacks, type: [...outcome.type], why: outcome.why === '' ? null : outcome.why };
    }
  }
}

function installLines(outcome: InstallOutcome, width: number, style: Style): string {
  const name = outcome.host.padEnd(width);
  switch (outcome.result) {
    case 'ready':
      return `${name}${style.green('ready')}\n`;
    case 'lacks': {
      const lacks = outcome.lacks.map(describeFinding).join('; ');
      const why = outcome.why === '' ? '' : ` (${printable(outcome.why)})`;
      const type = outcome.type.map((line) => `  type there    ${style.cyan(line)}\n`).join('');
      return `${name}${style.red('not ready')}: ${lacks}${why}\n${type}`;
    }
    case 'unreachable':
      return `${name}${style.red('unreachable')}: ${printable(outcome.why)}\n  ${style.cyan(outcome.next)}\n`;
  }
}
