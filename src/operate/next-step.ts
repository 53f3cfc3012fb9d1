import type { PsRow } from '../model/contract-ps.ts';

/** The command that helps an agent in this state, or `null` where nothing is to be done. */
export function nextStep(row: Pick<PsRow, 'agent' | 'state' | 'rule' | 'fingerprint'>): string | null {
  const { agent, rule } = row;
  switch (row.state) {
    case 'waiting':
      // What nobody can name, only its terminal can answer.
      return row.fingerprint === null ? `mosaic fleet attach ${agent}` : `mosaic fleet approve ${agent}`;
    case 'auth-hold':
      return `mosaic fleet login ${agent}`;
    case 'stalled':
      return rule === 'start-late' ? `mosaic fleet logs ${agent}` : `mosaic fleet restart ${agent}`;
    case 'exited':
      return rule === 'unit-down' ? `mosaic fleet start ${agent}` : `mosaic fleet logs ${agent}`;
    case 'unknown':
      return `mosaic fleet status ${agent} --explain`;
    case 'not-deployed':
      return 'mosaic fleet deploy';
    case 'starting':
    case 'idle':
    case 'busy':
    case 'rate-limited':
    case 'stopped':
    case 'unmanaged':
    case 'unreachable':
      return null;
  }
}
