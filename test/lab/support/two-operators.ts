import { expect } from 'vitest';
import type { LabHost } from '../../../src/lab/index.ts';
import type { Facts } from '../../../src/provision/facts.ts';
import { editRoster, factsOf } from './deployed-host.ts';
import { type FleetOnLab, writeFleet } from './fleet.ts';
import type { Said } from './fleet-directory.ts';

/** A fleet directory of an operator's own, for the same fleet on the same host. */
export function operatorOf(host: LabHost): FleetOnLab {
  return writeFleet(
    {
      fleet: 'home',
      defaults: { runtime: 'echo', heartbeat: { every: '2s', stale: '6s' } },
      orchestrator: { name: 'mos', host: host.name },
      agents: [{ name: 'coder-1', role: 'coder', host: host.name }],
    },
    [host],
  );
}

export function wish(fleet: FleetOnLab, word: string): void {
  editRoster(fleet, ({ agents: [first] }) => Object.assign(first ?? {}, { env: { WORD: word } }));
}

/** `deployed`, or how a refusal begins; anything else fails the test. */
export function outcomeOf({ code, stdout, stderr }: Said): string {
  if (code === 0) return 'deployed';
  const [, why] = /not deployed: (.*)/.exec(stdout) ?? [];
  return why ?? expect.fail(`neither deployed nor refused: ${stdout}${stderr}`);
}

/** Acts since `count` of them were there; throws when one deploy's act stands amid another's. */
export async function actsSince(host: LabHost, count: number): Promise<Facts['acts']> {
  const acts = (await factsOf(host, 'home')).acts.slice(count);
  acts.forEach(({ act, to }, index) => {
    const opens = index % 2 === 0;
    expect(act === 'apply', `act ${index} is ${act}`).toBe(opens);
    if (!opens) expect(acts[index - 1]?.to).toBe(to);
  });
  return acts;
}
