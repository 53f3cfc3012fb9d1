import { Command } from '@commander-js/extra-typings';
import type { UnlockDocument } from '../../model/contract-prepare.ts';
import { printable } from '../../model/printable.ts';
import { type UnlockOutcome, unlockHost } from '../../provision/unlock-host.ts';
import { compileFleet } from '../compile-fleet.ts';
import { confirm, declined } from '../confirm.ts';
import { addExample } from '../example.ts';
import { withHosts } from '../open-hosts.ts';
import { readShared } from '../options.ts';
import { say } from '../say.ts';
import type { Style } from '../style.ts';
import { chosenHosts } from './chosen-hosts.ts';
import { actorFor, deployScripts } from './deploy-actor.ts';
import { exitCodeOf } from './outcome-lines.ts';
import { short } from './plan-lines.ts';

/** `mosaic fleet unlock HOST…` */
export function unlockCommand() {
  const command = new Command('unlock')
    .description(
      'Undo a deploy that nobody confirmed, now rather than at its deadline. It may still be under way.',
    )
    .argument('<host...>', 'these hosts')
    .option('-y, --yes', 'do not ask')
    .action(async (names, options, self) => {
      const shared = readShared(self);
      const compiled = await compileFleet(shared);
      const question = 'Undo what is not confirmed there? A deploy that is under way fails.';
      if (!(await confirm(question, { yes: options.yes === true }))) throw declined();
      const outcomes = await withHosts((hosts) => {
        const actor = actorFor('unlock');
        const chosen = chosenHosts(compiled, names, hosts);
        return Promise.all(
          chosen.map((host) => unlockHost(host, deployScripts(), compiled.fleet.name, actor)),
        );
      });
      const width = Math.max(0, ...outcomes.map(({ host }) => host.length)) + 4;
      const hosts = outcomes.map(unlockRow);
      say<UnlockDocument>(shared, { version: 1, fleet: compiled.fleet.name, hosts }, (style) =>
        outcomes.map((outcome) => unlockLine(outcome, width, style)).join(''),
      );
      process.exitCode = exitCodeOf(
        outcomes.filter(({ result }) => result === 'failed').length,
        outcomes.length,
      );
    });
  return addExample(command, 'mosaic fleet unlock dragon-lin');
}

function unlockRow(outcome: UnlockOutcome): UnlockDocument['hosts'][number] {
  const { host, result } = outcome;
  const row = { host, result, undone: null, why: null, next: null };
  if (result === 'failed') return { ...row, why: outcome.why, next: outcome.next };
  if (result === 'free') return row;
  const { from, to, by, where } = outcome.pending;
  return { ...row, undone: { from, to, by, where } };
}

function unlockLine(outcome: UnlockOutcome, width: number, style: Style): string {
  const name = outcome.host.padEnd(width);
  switch (outcome.result) {
    case 'free':
      return `${name}nothing is pending there\n`;
    case 'unlocked': {
      const { from, to, by, where, why, at } = outcome.pending;
      const whose = `${printable(why)} of ${short(to)} by ${printable(by)} from ${printable(where)}`;
      return `${name}back at ${short(from)}: the ${whose} since ${new Date(at * 1000).toISOString().slice(0, 19)}Z is undone\n`;
    }
    case 'failed':
      return `${name}${style.red('failed')}: ${printable(outcome.why)}\n  ${style.cyan(outcome.next)}\n`;
  }
}
