import type { Finding } from './finding.ts';

/** Whether a deploy puts an end to a finding. What gave up by itself waits for its cause to be mended, what starts for time. */
export function willMend(finding: Finding): boolean {
  switch (finding.kind) {
    case 'quarantined':
    case 'ends-early':
    case 'unit-starting':
    case 'unconfirmed':
    case 'local':
      return false;
    default:
      return true;
  }
}

/** The command that helps with a finding; `null`: there is nothing to help. */
export function nextStepOf(finding: Finding, host: string): string | null {
  switch (finding.kind) {
    case 'local':
      return null;
    case 'quarantined':
    case 'ends-early':
      return `mosaic fleet logs ${finding.agent}`;
    case 'unit-starting':
      return `mosaic fleet verify ${host}`;
    case 'unconfirmed':
      return `mosaic fleet unlock ${host}`;
    case 'harness-foreign':
      return 'mosaic fleet harness list';
    case 'no-manager':
    case 'no-bus':
    case 'linger-off':
    case 'no-tmux':
    case 'old-systemd':
    case 'tool-missing':
      return `mosaic fleet install ${host}`;
    default:
      return `mosaic fleet deploy ${host}`;
  }
}
