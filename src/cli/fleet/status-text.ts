import type { StatusDeployed, StatusDocument } from '../../model/contract-agent.ts';
import type { Limits } from '../../model/fleet.ts';
import { printable } from '../../model/printable.ts';
import { formatSpan } from '../../model/span.ts';
import type { Style } from '../style.ts';
import { runtimeText, stateCell } from './ps-table.ts';

export interface StatusOptions {
  readonly style: Style;
  readonly symbols: boolean;
  readonly explain: boolean;
}

/** What `mosaic fleet status AGENT` prints. */
export function statusText(
  { agent, deployed }: Pick<StatusDocument, 'agent' | 'deployed'>,
  options: StatusOptions,
): string {
  const { style } = options;
  const facts = [...rowFacts(agent, options), ...(deployed === null ? [] : deployedFacts(agent, deployed))];
  const width = Math.max(...facts.map(([label]) => label.length));
  const lines = facts.map(([label, value]) => `  ${style.dim(label.padEnd(width))}  ${value}`);
  return [
    `${style.bold(`${printable(agent.agent)}${agent.orchestrator && options.symbols ? ' ★' : ''}`)} on ${agent.host} in fleet ${agent.tenant}`,
    ...lines,
    ...(deployed === null || deployed.screen.length === 0
      ? []
      : ['', '  last lines of its screen', ...screenLines(deployed)]),
    ...(options.explain && deployed !== null
      ? ['', '  rules, in their order', ...ruleLines(deployed.rules, style)]
      : []),
    '',
    ...nextLines(agent, style),
    '',
  ].join('\n');
}

type Fact = readonly [label: string, value: string];

function rowFacts(row: StatusDocument['agent'], options: StatusOptions): readonly Fact[] {
  const state = stateCell(row.state, options);
  const shown = typeof state === 'string' ? state : state.color(state.text);
  const age = row.heartbeat.age === null ? '' : `, ${formatSpan(row.heartbeat.age)} ago`;
  return [
    ['state', row.for === null ? shown : `${shown} for ${formatSpan(row.for)}`],
    ['rule', `${row.rule}: ${printable(row.why)}`],
    ['beat', `${row.heartbeat.status}${age}`],
    ...some('role', row.role),
    ...some('runtime', runtimeText(row)),
    ...some('model', row.model),
    ...some('session', row.session),
    ...some('turns', row.turn === null ? null : String(row.turn)),
    ...some('context', row.context),
    ...some('cost', row.cost),
    ...some('last', row.last),
    ...some('asks', row.state === 'waiting' ? row.prompt : null),
    ...some('until', row.state === 'rate-limited' ? row.until : null),
  ];
}

function deployedFacts(row: StatusDocument['agent'], deployed: StatusDeployed): readonly Fact[] {
  const { running, deployed: wanted } = deployed.launch;
  const stale =
    running !== null && running !== wanted ? `, deployed is ${wanted}: it changes at a restart` : '';
  return [
    ...some('unit', row.unit === null ? null : `${row.unit}, ${deployed.unit ?? 'systemd did not answer'}`),
    ...some('pid', row.pid === null ? null : String(row.pid)),
    ...some('launch', `${running ?? wanted}${stale}`),
    ...some('ended', deployed.exit),
    ...some('early ends', row.failures === 0 ? null : `${row.failures} in a row`),
    ...some('stopped by', deployed.stoppedBy),
    ...some('workdir', deployed.workdir),
    ...some('limits', limitsText(deployed.limits)),
    ...some('release', deployed.release.slice(0, 7)),
  ];
}

function some(label: string, value: string | null): readonly Fact[] {
  return value === null || value === '' ? [] : [[label, printable(value)]];
}

function limitsText({ memory, cpu, tasks }: Limits): string | null {
  const parts = [
    ...(memory === null ? [] : [`memory ${Math.round(memory / 2 ** 20)}M`]),
    ...(cpu === null ? [] : [`cpu ${cpu}%`]),
    ...(tasks === null ? [] : [`tasks ${tasks}`]),
  ];
  return parts.length === 0 ? null : parts.join(', ');
}

function screenLines({ screen }: StatusDeployed): readonly string[] {
  return screen.map((line) => `  | ${printable(line)}`);
}

function ruleLines(rules: StatusDeployed['rules'], style: Style): readonly string[] {
  const decided = rules.findIndex((opinion) => opinion.state !== null);
  const width = Math.max(...rules.map((opinion) => opinion.rule.length));
  return rules.map((opinion, index) => {
    const answer =
      index === decided ? ` ⇒ ${opinion.state}` : index > decided ? style.dim(' (not asked)') : '';
    const line = `${opinion.rule.padEnd(width)}  ${printable(opinion.saw)}`;
    return `  ${index === decided ? style.bold(`${line}${answer}`) : `${line}${answer}`}`;
  });
}

function nextLines({ agent, next }: StatusDocument['agent'], style: Style): readonly string[] {
  const commands = ['logs', 'attach', 'restart'].map((verb) => `mosaic fleet ${verb} ${printable(agent)}`);
  const others = commands.filter((command) => command !== next);
  return [
    ...(next === null ? [] : [`  next  ${style.cyan(printable(next))}`]),
    ...others.map((command) => `  also  ${command}`),
  ];
}
