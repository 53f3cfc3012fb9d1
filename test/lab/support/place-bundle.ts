import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { type LabHost, run } from '../../../src/lab/index.ts';
import type { HostBundle } from '../../../src/model/bundle.ts';
import { canonicalJson } from '../../../src/model/canonical-json.ts';
import { unitName } from '../../../src/model/unit-name.ts';

/** Lays a release onto a host as a deploy would leave it, and starts it. */
export async function placeBundle(host: LabHost, bundle: HostBundle): Promise<void> {
  const home = mkdtempSync(join(tmpdir(), 'mosaic-place-'));
  try {
    layOut(home, `/home/${host.user}`, bundle);
    const tar = execFileSync('tar', ['-c', '-C', home, '.'], { maxBuffer: 1 << 28 });
    await run(host, ['tar', '-x', '--no-overwrite-dir', '-C', `/home/${host.user}`], {
      as: 'user',
      stdin: tar,
    });
  } finally {
    rmSync(home, { recursive: true });
  }
  const fleet = bundle.manifest.fleet;
  await run(host, ['systemctl', '--user', 'daemon-reload'], { as: 'user' });
  await run(host, ['systemctl', '--user', 'start', unitName.target(fleet)], { as: 'user' });
}

function layOut(home: string, homeThere: string, { manifest, release, artifacts }: HostBundle): void {
  const root = join(home, '.local/share/mosaic', manifest.fleet);
  const units = join(home, '.config/systemd/user');
  const here = join(root, 'releases', release, 'systemd');
  const wants = unitName.wants(manifest.fleet);
  const write = (path: string, text: string, mode: number) => {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text, { mode });
  };
  write(join(root, 'releases', release, 'manifest.json'), canonicalJson(manifest), 0o444);
  mkdirSync(join(here, wants), { recursive: true });
  mkdirSync(join(units, 'default.target.wants'), { recursive: true });
  for (const file of manifest.files) {
    const content = artifacts.find((artifact) => artifact.path === file.path)?.content ?? '';
    if (file.place === 'object') write(join(root, 'objects', file.sha256), content, file.mode);
    else if (file.target !== null) write(join(home, file.target), content, file.mode);
    else write(join(here, basename(file.path)), content, file.mode);
  }
  const rootThere = join(homeThere, '.local/share/mosaic', manifest.fleet);
  for (const { name, kind } of manifest.units) {
    symlinkSync(join(rootThere, 'current/systemd', name), join(units, name));
    if (kind !== 'target') symlinkSync(`../${name}`, join(here, wants, name));
  }
  symlinkSync(join(rootThere, 'current/systemd', wants), join(units, wants));
  symlinkSync(
    `../${unitName.boot(manifest.fleet)}`,
    join(units, 'default.target.wants', unitName.boot(manifest.fleet)),
  );
  symlinkSync(`releases/${release}`, join(root, 'current'));
}
