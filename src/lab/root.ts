import { appendFile, chmod, chown, cp, mkdir, readdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { executeOrThrow } from './command.ts';
import { type HostFile, type HostSecrets, hostFiles } from './host-files.ts';
import { mountOverlay } from './mounts.ts';
import { hostFolder, type Lab, type LabHost, rootFolder, userId } from './record.ts';

/** Lays a host's own files over its suite's image, and leaves the root mounted. */
export async function makeRoot(lab: Lab, host: LabHost, image: string, secrets: HostSecrets): Promise<void> {
  const folder = hostFolder(host);
  const root = rootFolder(host);
  const overlay = { lower: image, upper: join(folder, 'upper'), work: join(folder, 'work'), point: root };
  for (const part of [overlay.upper, overlay.work, root]) await mkdir(part, { recursive: true });
  await mountOverlay(overlay);
  await makeHome(root, host.user);
  for (const file of hostFiles(lab, host, secrets)) await put(root, file);
}

/** Takes packages off a host, with all that needs them: what an installer must be able to put back. */
export async function removePackages(host: LabHost, packages: readonly string[]): Promise<void> {
  if (packages.length === 0) return;
  await executeOrThrow(['chroot', rootFolder(host), 'apt-get', '-q', '-y', 'purge', ...packages]);
}

async function makeHome(root: string, user: string): Promise<void> {
  const home = join(root, 'home', user);
  await cp(join(root, 'etc/skel'), home, { recursive: true });
  await mkdir(join(home, '.ssh'), { mode: 0o700 });
  await chmod(home, 0o700);
  for (const path of [home, ...(await readdir(home)).map((name) => join(home, name))]) {
    await chown(path, userId, userId);
  }
}

async function put(root: string, file: HostFile): Promise<void> {
  const path = join(root, file.path);
  if (file.append) return appendFile(path, file.content);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, file.content);
  await chmod(path, file.mode);
  await chown(path, file.owner, file.owner);
}
