import { printable } from '../../model/printable.ts';
import { agentOfUnit } from '../../model/unit-name.ts';
import { describeChange } from '../../provision/describe-change.ts';
import { describeFinding } from '../../provision/describe-finding.ts';
import { describeInstall } from '../../provision/describe-install.ts';
import type { AgentDiff } from '../../provision/diff-agents.ts';
import type { Finding } from '../../provision/finding.ts';
import { type HostPlan, isUnchanged } from '../../provision/host-plan.ts';
import type { PlannedHost } from '../../provision/plan-fleet.ts';
import { nextStepOf, willMend } from '../../provision/will-mend.ts';
import type { Style } from '../style.ts';
import { pullCommand, type Unrelated, unrelatedText } from './unrelated.ts';

/** Whether a host is worth a line: one that carries nothing and never did is not, nor one that cannot be asked about that. */
export function isShown(planned: PlannedHost, names: readonly string[]): boolean {
  if (planned.host.bundle !== null || names.includes(planned.host.host)) return true;
  return planned.result === 'planned' && !isUnchanged(planned.plan);
}

/** What a deploy would do, a block a host, and the sum of it. */
export function planLines(
  hosts: readonly PlannedHost[],
  style: Style,
  verbose: boolean,
  unrelated: readonly Unrelated[] = [],
): string {
  const width = Math.max(0, ...hosts.map(({ host }) => host.host.length)) + 4;
  const blocks = hosts.map((planned) => {
    const own = unrelated.filter(({ host }) => host === planned.host.host);
    return [hostBlock(planned, width, style, verbose), ...own.map((one) => unrelatedLine(one, style))];
  });
  return [...blocks.flat(), sumOf(hosts), ''].join('\n');
}

function hostBlock(planned: PlannedHost, width: number, style: Style, verbose: boolean): string {
  const name = planned.host.host.padEnd(width);
  if (planned.result !== 'planned') return `${name}${problem(planned, style)}`;
  const { plan } = planned;
  const head = isUnchanged(plan) ? style.dim('no change') : headOf(plan);
  const lacks = plan.lacks.map((finding) => `  ${style.red('!')} ${note(finding, plan.host, style)}`);
  const changes = verbose ? plan.changes.map((change) => style.dim(`      ${describeChange(change)}`)) : [];
  return [
    `${name}${head}`,
    ...agentLines(plan, style),
    ...connectorLines(plan, style),
    ...secretLines(plan, style),
    ...harnessLines(plan, style),
    ...driftLines(plan, style),
    ...plan.local.map((finding) => `  ${style.dim('·')} local  ${describeFinding(finding)}`),
    ...lacks,
    ...changes,
  ].join('\n');
}

function headOf({ from, to }: HostPlan): string {
  return from === to ? `${short(to)}, put right` : `${short(from)} → ${short(to)}`;
}

/** A deploy would be refused. */
function unrelatedLine(one: Unrelated, style: Style): string {
  return `  ${style.red('!')} ${printable(unrelatedText(one))}: a deploy is refused    ${style.cyan(pullCommand(one))}`;
}

function problem(
  { result, why, next }: Exclude<PlannedHost, { readonly result: 'planned' }>,
  style: Style,
): string {
  const what = result === 'unreachable' ? 'unreachable' : 'stays as it is';
  return `${style.red(what)}: ${printable(why)}\n  ${style.cyan(next)}`;
}

export function short(release: string | null): string {
  return release === null ? 'nothing' : release.slice(0, 7);
}

function agentLines({ agents }: HostPlan, style: Style): readonly string[] {
  return diffLines(
    agents.map((diff) => ({ ...diff, name: diff.agent })),
    style,
  );
}

function connectorLines({ connectors }: HostPlan, style: Style): readonly string[] {
  return diffLines(
    connectors.map((diff) => ({ ...diff, name: `connector ${diff.connector}` })),
    style,
  );
}

type NamedDiff = Pick<AgentDiff, 'mark' | 'text' | 'restarts'> & { readonly name: string };

function diffLines(diffs: readonly NamedDiff[], style: Style): readonly string[] {
  const width = Math.max(0, ...diffs.map(({ name }) => name.length)) + 2;
  const paint = { '+': style.green, '~': style.yellow, '-': style.red } as const;
  return diffs.map(({ mark, name, text, restarts }) => {
    const note = restarts ? style.dim('    restarts') : '';
    return `  ${paint[mark](mark)} ${name.padEnd(width)}${printable(text)}${note}`;
  });
}

function secretLines({ secrets }: HostPlan, style: Style): readonly string[] {
  const width = Math.max(0, ...secrets.map(({ secret, change }) => `${secret} ${change}`.length));
  return secrets.map(({ secret, change, restarts }) => {
    const told = restarts.length === 0 ? '' : style.dim(`    restarts ${restarts.join(', ')}`);
    return `  ${style.yellow('~')} secret ${`${printable(secret)} ${change}`.padEnd(told === '' ? 0 : width)}${told}`;
  });
}

function harnessLines({ installs }: HostPlan, style: Style): readonly string[] {
  return installs.map((install) => {
    const what = install.isRepair ? 'installed again' : 'installed';
    return `  ${style.green('+')} ${describeInstall(install)} → ${what}`;
  });
}

function driftLines({ drift, host }: HostPlan, style: Style): readonly string[] {
  return drift.map((finding) => `  ${style.yellow('!')} drift  ${note(finding, host, style)}`);
}

function note(finding: Finding, host: string, style: Style): string {
  const text = describeFinding(finding);
  const next = nextStepOf(finding, host) ?? '';
  const mended = willMend(finding) && next.includes(' deploy ');
  return mended ? `${text}; will be put right` : `${text}    ${style.cyan(next)}`;
}

function sumOf(hosts: readonly PlannedHost[]): string {
  const plans = hosts.flatMap((planned) => (planned.result === 'planned' ? [planned.plan] : []));
  const changing = plans.filter((plan) => !isUnchanged(plan));
  const restarts = changing.flatMap(restarting);
  const [dead, stuck] = ['unreachable', 'impossible'].map(
    (result) => hosts.filter((planned) => planned.result === result).length,
  );
  const away = [
    ...(dead ? [` ${count(dead, 'host')} cannot be reached.`] : []),
    ...(stuck ? [` ${count(stuck, 'host')} cannot go there.`] : []),
  ].join('');
  if (changing.length === 0) return `Nothing to do.${away}`;
  const verb = changing.length === 1 ? 'changes' : 'change';
  return `${count(changing.length, 'host')} ${verb}, ${count(restarts.length, 'agent')} ${restarts.length === 1 ? 'restarts' : 'restart'}.${away}`;
}

/** Agents that run now and are started again. */
function restarting({ changes, starts, agents }: HostPlan): readonly string[] {
  const restarted = new Set(changes.flatMap((change) => (change.kind === 'restart' ? change.units : [])));
  const added = new Set(agents.filter(({ mark }: AgentDiff) => mark === '+').map(({ agent }) => agent));
  return starts.filter(
    (agent) => !added.has(agent) && [...restarted].some((unit) => agentOfUnit(unit) === agent),
  );
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}
