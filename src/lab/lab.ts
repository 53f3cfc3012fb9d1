import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ensureImage } from './image.ts';
import { raiseLimits } from './limits.ts';
import { withLock } from './lock.ts';
import { addBridge } from './network.ts';
import { boot } from './power.ts';
import type { Suite } from './recipe.ts';
import { type Lab, type LabHost, listLabs, registryLock, stateFolder, writeLab } from './record.ts';
import { register } from './register.ts';
import { checkRequest, type LabRequest } from './request.ts';
import { makeRoot, removePackages } from './root.ts';
import { downLab, sweepLocked } from './sweep.ts';

/**
 * Makes a lab and boots its hosts side by side; what crashed runs left is removed before.
 * On any failure nothing of it stays. Needs root and what `missingForLab` names.
 */
export async function createLab(request: LabRequest): Promise<Lab> {
  checkRequest(request);
  const images = await imagesFor(request);
  const lab = await withLock(registryLock, async () => {
    await sweepLocked();
    return register(request);
  });
  try {
    await build(lab, request, images);
  } catch (error) {
    // What cannot be removed now is swept once this process is gone; the first fault is the one to tell.
    await downLab(lab.id).catch(() => undefined);
    throw error;
  }
  return request.keep ? keep(lab) : lab;
}

async function build(lab: Lab, request: LabRequest, images: ReadonlyMap<Suite, string>): Promise<void> {
  const hosts = (await listLabs()).flatMap((one) => one.hosts);
  await raiseLimits(hosts.length, request.log ?? (() => {}));
  await addBridge(lab.number);
  const made = await Promise.allSettled(
    lab.hosts.map(async (host, index) => {
      await furnish(lab, host, images.get(host.suite) ?? '');
      await removePackages(host, request.hosts[index]?.packagesAbsent ?? []);
      await boot(host);
    }),
  );
  // Only when all have come to an end, or a late one would boot into a lab that is being removed.
  for (const result of made) if (result.status === 'rejected') throw result.reason;
}

async function furnish(lab: Lab, host: LabHost, image: string): Promise<void> {
  await makeRoot(lab, host, image, {
    machineId: randomBytes(16).toString('hex'),
    hostKey: await readFile(join(stateFolder(lab.id), `${host.name}.key`), 'utf8'),
    authorizedKey: (await readFile(`${host.identity}.pub`, 'utf8')).trim(),
  });
}

async function imagesFor(request: LabRequest): Promise<ReadonlyMap<Suite, string>> {
  const wanted = [...new Set(request.hosts.map((host) => host.suite))];
  const folders = await Promise.all(wanted.map((suite) => ensureImage(suite, request.log)));
  return new Map(wanted.map((suite, index) => [suite, folders[index] ?? '']));
}

/** Only a lab that came up is given up by its maker: until then, a crash of the maker must not leave it behind. */
async function keep(lab: Lab): Promise<Lab> {
  const kept = { ...lab, owner: null };
  await writeLab(kept);
  return kept;
}
