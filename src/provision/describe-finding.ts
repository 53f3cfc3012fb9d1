import { printable } from '../model/printable.ts';
import { agentOfUnit, connectorOfUnit } from '../model/unit-name.ts';
import { describeInstall } from './describe-install.ts';
import type {
  BeatFinding,
  Finding,
  PlaceFinding,
  SandboxFinding,
  SecretFinding,
  UnitFinding,
} from './finding.ts';
import { OLDEST_SYSTEMD } from './findings-host.ts';
import { plainPath } from './paths.ts';

/** A finding in words; hostile names are made visible. */
export function describeFinding(finding: Finding): string {
  switch (finding.kind) {
    case 'no-manager':
      return 'the user manager of systemd does not answer';
    case 'no-bus':
      return 'the user has no session bus (dbus-user-session)';
    case 'linger-off':
      return 'linger is off: what the user runs would end with their last session';
    case 'no-tmux':
      return 'tmux is not installed';
    case 'old-systemd':
      return `systemd is ${finding.have ?? 'not there'}, and must be ${OLDEST_SYSTEMD} or later`;
    case 'tool-missing':
      return `${finding.tool} is not installed`;
    case 'harness-foreign':
      return `${describeInstall(finding)} is not locked for this host, which is ${printable(finding.platform ?? 'unknown')}`;
    case 'harness-missing':
      return `${describeInstall(finding)} is not installed`;
    case 'harness-changed':
      return `${describeInstall(finding)} was changed on the host`;
    case 'sandbox-open':
    case 'sandbox-unseen':
      return describeSandbox(finding);
    case 'secret-missing':
    case 'secret-changed':
    case 'secret-left':
    case 'secrets-edited':
    case 'secret-exposed':
    case 'old-secret':
      return describeSecret(finding);
    case 'local':
      return `${shownPath(finding.path)} is this host's own, and is kept`;
    case 'drop-in':
      return `${shownPath(finding.path)} changes a unit of this fleet, and is none of it`;
    case 'unconfirmed':
      return `a deploy by ${printable(finding.by)} is neither confirmed nor reverted`;
    default:
      return describePlace(finding);
  }
}

function describePlace(finding: PlaceFinding | UnitFinding | BeatFinding): string {
  switch (finding.kind) {
    case 'other-release':
      return finding.have === null
        ? 'it carries no release, and the roster gives one'
        : `it carries ${finding.have.slice(0, 7)}, and the roster gives another release by now`;
    case 'release-missing':
      return 'the release is not on the host';
    case 'object-missing':
    case 'fixed-missing':
    case 'link-missing':
      return `${shownPath(finding.path)} is missing`;
    case 'object-edited':
    case 'fixed-edited':
      return `${shownPath(finding.path)} was edited on the host`;
    case 'release-edited':
      return finding.unit === null
        ? `${shownPath(finding.path)} was changed on the host`
        : `${finding.unit} was edited on the host`;
    case 'link-wrong':
      return `${shownPath(finding.path)} does not lead to the release`;
    case 'link-left':
    case 'fixed-left':
      return `${shownPath(finding.path)} is left from an earlier release`;
    case 'stranger':
      return `${shownPath(finding.path)} has a name of this fleet, and is none of it`;
    default:
      return describeRunning(finding);
  }
}

function describeRunning(finding: UnitFinding | BeatFinding): string {
  switch (finding.kind) {
    case 'not-reloaded':
      return `systemd has not read ${finding.unit} as it is now`;
    case 'unit-inactive':
      return `${finding.unit} does not run, and nobody stopped it by mosaic`;
    case 'unit-starting':
      return `${finding.unit} is starting`;
    case 'unit-left':
      return `${finding.unit} runs, and is not of this release`;
    case 'unit-failed':
      return `${finding.unit} failed (${printable(finding.result)})`;
    case 'old-launch':
      return `${whoRuns(finding.unit)} still runs the launch before`;
    case 'quarantined':
      return `${finding.agent} ended too early too often, and is not started again by itself`;
    case 'ends-early':
      return `${finding.agent} keeps ending: ${finding.count} times in a row`;
    case 'no-beat':
      return finding.last === null
        ? `${finding.agent} has no heartbeat`
        : `${finding.agent} has no fresh heartbeat`;
    case 'beat-of-earlier-run':
      return `the heartbeat of ${finding.agent} is of an earlier run`;
  }
}

function describeSandbox(finding: SandboxFinding): string {
  if (finding.kind === 'sandbox-unseen') return `nobody could look into the sandbox of ${finding.agent}`;
  const [first = '', ...more] = finding.open;
  const others = more.length === 0 ? '' : ` and ${more.length} more`;
  return `the sandbox of ${finding.agent} is open: it can ${printable(first)}${others}`;
}

function describeSecret(finding: SecretFinding): string {
  switch (finding.kind) {
    case 'secret-missing':
      return `the secret ${finding.secret} is not on the host`;
    case 'secret-changed':
      return `the secret ${finding.secret} has another value`;
    case 'secret-left':
      return `nothing uses the secret ${printable(finding.secret)} any more`;
    case 'secrets-edited':
      return 'secrets were edited on the host';
    case 'secret-exposed':
      return `others can read ${shownPath(finding.path)}`;
    case 'old-secret':
      return `${whoRuns(finding.unit)} runs with an earlier value of the secret ${finding.secret}`;
  }
}

function whoRuns(unit: string): string {
  const connector = connectorOfUnit(unit);
  return agentOfUnit(unit) ?? (connector === null ? unit : `the connector ${connector}`);
}

function shownPath(path: string): string {
  return `~/${printable(plainPath(path))}`;
}
