import { readdir } from 'node:fs/promises';
import { vi } from 'vitest';
import { type LabHost, run } from '../../../src/lab/index.ts';
import { initOf } from '../../../src/lab/init.ts';
import { describeFinding } from '../../../src/provision/describe-finding.ts';
import type { Facts } from '../../../src/provision/facts.ts';
import { findings } from '../../../src/provision/findings.ts';
import { isWrong } from '../../../src/provision/findings-drop-in.ts';
import { factsOf } from './deployed-host.ts';

/** What is not as the release says that is current, whichever that is: nothing, on a host that is wholly on one. */
export function faultsOf(facts: Facts): readonly string[] {
  const { current } = facts;
  const manifest = current === null ? undefined : facts.manifests[current];
  if (manifest === undefined) return ['no release is current, or its manifest is not whole'];
  const found = findings({ release: current, manifest, secrets: null }, facts);
  const faults = found.filter(isWrong).map(describeFinding);
  // A release is current for good only once it was confirmed.
  return facts.record?.['release'] === current ? faults : [...faults, 'the record names another release'];
}

/** Journals of a switch that has not come to its end; looked at past the network. */
export async function journalsOf(host: LabHost, fleet: string): Promise<readonly string[]> {
  const init = await initOf(host);
  const names = await readdir(`/proc/${init}/root/home/${host.user}/.local/share/mosaic/${fleet}`);
  return names.filter((name) => ['pending', 'reverting', 'confirmed'].includes(name));
}

/** Comes back once no switch is under way on the host, nor any script of ours; throws after so many seconds. */
export async function awaitQuiet(host: LabHost, fleet: string, seconds: number): Promise<void> {
  const root = `/home/${host.user}/.local/share/mosaic/${fleet}`;
  const isQuiet = async () => {
    const journals = await journalsOf(host, fleet);
    const lock = await run(host, ['/usr/bin/flock', '-n', `${root}/lock`, 'true'], { mayFail: true });
    if (journals.length === 0 && lock.code === 0) return;
    const holder = (await run(host, ['cat', `${root}/lock`], { mayFail: true })).stdout;
    throw new Error(`not at rest: ${journals.join(' ')}${lock.code === 0 ? '' : `; locked: ${holder}`}`);
  };
  await vi.waitFor(isQuiet, { timeout: seconds * 1000, interval: 200 });
}

/** Looks until the host is wholly on one release. Throws with what is not right, after so many seconds. */
export function awaitWhole(host: LabHost, fleet: string, seconds: number): Promise<Facts> {
  return vi.waitFor(
    async () => {
      const facts = await factsOf(host, fleet);
      const faults = faultsOf(facts);
      if (faults.length > 0) throw new Error(faults.join('; '));
      return facts;
    },
    { timeout: seconds * 1000, interval: 300 },
  );
}
