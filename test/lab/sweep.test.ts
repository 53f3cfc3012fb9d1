import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  createLab,
  downLab,
  greets,
  type Lab,
  type LabHost,
  readLab,
  stateFolder,
  sweepLabs,
} from '../../src/lab/index.ts';
import { writeLab } from '../../src/lab/record.ts';
import { describeLab, uniqueId } from './support/lab.ts';
import { processesNamed } from './support/processes.ts';
import { noTraces, tracesOf } from './support/traces.ts';

describeLab('a sweep', () => {
  test('removes the lab of a process that was killed', async () => {
    const id = uniqueId();
    const owner = await startOwner(id);
    const lab = (await readLab(id)) as Lab;
    expect(lab.owner?.pid).toBe(owner.pid);
    expect(await greets(lab.hosts[0] as LabHost, 10_000)).toBe(true);
    owner.kill('SIGKILL');
    await once(owner, 'close');
    expect(await processesNamed(`/${id}/`)).not.toEqual([]);
    expect(await sweepLabs()).toContain(id);
    expect(await tracesOf(lab)).toEqual(noTraces);
  });

  test('removes what is there of a lab whose maker died in the middle', async () => {
    const id = uniqueId();
    const lab = await makeAlpha(id);
    // A number that now belongs to another process is not the owner.
    await writeLab({ ...lab, owner: { pid: process.pid, start: '1' } });
    expect(await sweepLabs()).toContain(id);
    expect(await tracesOf(lab)).toEqual(noTraces);
  });

  test('leaves labs that are kept, and those of living owners', async () => {
    const mine = await makeAlpha(uniqueId());
    const kept = await makeAlpha(uniqueId(), true);
    const swept = await sweepLabs();
    const answers = await Promise.all([mine, kept].map((lab) => greets(lab.hosts[0] as LabHost, 10_000)));
    await Promise.all([mine, kept].map((lab) => downLab(lab.id)));
    expect(swept).not.toContain(mine.id);
    expect(swept).not.toContain(kept.id);
    expect(answers).toEqual([true, true]);
  });

  test('removes what no record tells of', async () => {
    const lab = await makeAlpha(uniqueId());
    await rm(join(stateFolder(lab.id), 'lab.json'));
    await sweepLabs();
    expect(await tracesOf(lab)).toEqual(noTraces);
  });
});

function makeAlpha(id: string, keep = false): Promise<Lab> {
  return createLab({ id, hosts: [{ name: 'alpha', suite: 'bookworm', user: 'operator' }], keep });
}

/** A process that makes a lab and stays. */
async function startOwner(id: string): Promise<ChildProcess> {
  const script = join(import.meta.dirname, 'support/crash-me.ts');
  const owner = spawn(process.execPath, [script, id], { stdio: ['ignore', 'pipe', 'inherit'] });
  const said = await Promise.race([once(owner.stdout, 'data'), once(owner, 'close')]);
  expect(String(said[0])).toBe('up\n');
  return owner;
}
