import type { VerifyDocument } from '../../model/contract-deploy.ts';
import { printable } from '../../model/printable.ts';
import { describeFinding } from '../../provision/describe-finding.ts';
import { isWrong } from '../../provision/findings-drop-in.ts';
import type { HostFindings } from '../../provision/outcome.ts';
import { nextStepOf } from '../../provision/will-mend.ts';
import type { Style } from '../style.ts';
import { findingRow } from './plan-document.ts';
import { short } from './plan-lines.ts';

/** A line a host that is as it should be; a block with each thing that is not, and what helps. */
export function verifyLines(hosts: readonly HostFindings[], style: Style): string {
  const width = Math.max(0, ...hosts.map(({ host }) => host.length)) + 4;
  return hosts.map((host) => `${block(host, width, style)}\n`).join('');
}

function block(found: HostFindings, width: number, style: Style): string {
  const name = found.host.padEnd(width);
  if (found.result === 'unreachable') {
    return `${name}${style.red('unreachable')}: ${printable(found.why)}\n  ${style.cyan(found.next)}`;
  }
  const wrong = found.findings.filter(isWrong);
  const local = found.findings
    .filter((finding) => !isWrong(finding))
    .map((finding) => `  ${style.dim('·')} local  ${describeFinding(finding)}`);
  if (wrong.length === 0)
    return [`${name}${style.green('as deployed')}, ${short(found.release)}`, ...local].join('\n');
  const lines = wrong.map((finding) => `  ${style.yellow('!')} ${describeFinding(finding)}`);
  const steps = [...new Set(wrong.flatMap((finding) => nextStepOf(finding, found.host) ?? []))];
  const count = wrong.length === 1 ? '1 thing is' : `${wrong.length} things are`;
  return [
    `${name}${count} not as deployed`,
    ...lines,
    ...local,
    ...steps.map((step) => `  ${style.cyan(step)}`),
  ].join('\n');
}

/** The same for programs. */
export function verifyDocument(fleet: string, hosts: readonly HostFindings[]): VerifyDocument {
  return { version: 1, fleet, hosts: hosts.map(verifyRow) };
}

function verifyRow(found: HostFindings): VerifyDocument['hosts'][number] {
  const { host } = found;
  if (found.result === 'unreachable') {
    const { why, next } = found;
    return { host, reachable: false, release: null, ok: false, findings: [], why, next };
  }
  const findings = found.findings.map((finding) => findingRow(finding, host));
  const next = findings.find((row) => row.next !== null)?.next ?? null;
  return {
    host,
    reachable: true,
    release: found.release,
    ok: !found.findings.some(isWrong),
    findings,
    why: null,
    next,
  };
}
