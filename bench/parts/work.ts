import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { HostBundle, Manifest, ManifestFile } from '../../src/model/bundle.ts';
import { byCodeUnit } from '../../src/model/by-code-unit.ts';
import { canonicalJson } from '../../src/model/canonical-json.ts';
import { hostPaths } from '../../src/model/host-paths.ts';
import { sha256 } from '../../src/model/sha256.ts';
import { unitName } from '../../src/model/unit-name.ts';

/** What every contender brings to a host: 50 files of about 1 KB, and 20 user units that are enabled, started and checked. */
export interface Work {
  /** Text by name. */
  readonly files: ReadonlyMap<string, string>;
  /** Text by name; unit N uses the files N, N + 20, N + 40. */
  readonly units: ReadonlyMap<string, string>;
}

export const FLEET = 'bench';
export const FILES = 50;
export const UNITS = 20;
/** The one that differs from version to version, and the unit that must start again for it. */
export const CHANGED_FILE = 'file-07.conf';
export const CHANGED_UNIT = 'bench-07.service';

const two = (index: number): string => String(index).padStart(2, '0');
const count = (length: number): readonly number[] => Array.from({ length }, (_, index) => index);

export function workOf(version: number): Work {
  const files = count(FILES).map((index): [string, string] => {
    const name = `file-${two(index)}.conf`;
    return [name, fileText(name === CHANGED_FILE ? `${name} ${version}` : name)];
  });
  const units = count(UNITS).map((index): [string, string] => {
    const name = `bench-${two(index)}.service`;
    return [name, unitText(name, launchOf(name))];
  });
  return { files: new Map(files), units: new Map(units) };
}

/** Different everywhere, so that nothing is gained by packing equal files. */
function fileText(seed: string): string {
  return count(16)
    .map((line) => `${sha256(`${seed} ${line}`)}\n`)
    .join('');
}

/** The program's name for itself is the launch: what runs can be compared with what was deployed. */
function unitText(description: string, launch: string): string {
  return `[Unit]
Description=${description}

[Service]
Type=exec
ExecStart=@/bin/sleep ${launch} infinity
Restart=always

[Install]
WantedBy=default.target
`;
}

function launchOf(text: string): string {
  return sha256(text).slice(0, 16);
}

/** Lays the work out as `files/` and `units/` in a new folder. */
export function layOut(work: Work, name: string): string {
  const folder = join(tmpdir(), `mosaic-bench-${process.pid}`, name);
  rmSync(folder, { recursive: true, force: true });
  for (const [part, texts] of [
    ['files', work.files],
    ['units', work.units],
  ] as const) {
    mkdirSync(join(folder, part), { recursive: true });
    for (const [file, text] of texts) writeFileSync(join(folder, part, file), text);
  }
  return folder;
}

type File = ManifestFile & { readonly content: string };

/** The same work as a host's bundle, with what each of ours has besides: a target, the boot unit and the recover script. */
export function bundleOf(work: Work, host: string, recover: string): HostBundle {
  const objects = [...work.files].map(([name, text]) => file(`data/${name}`, text, 'object'));
  const services = [...work.units.keys()].map((_, index) => service(index, objects));
  const target = unitName.target(FLEET);
  const files = [
    ...objects,
    ...services.map(({ name, text }) => file(`systemd/${name}`, text, 'unit')),
    file(`systemd/${target}`, '[Unit]\nDescription=bench\n', 'unit'),
    file('fixed/recover', recover, 'fixed', hostPaths.recover(FLEET)),
    file(`fixed/${unitName.boot(FLEET)}`, bootText(), 'fixed', `${hostPaths.units}/${unitName.boot(FLEET)}`),
  ].sort((a, b) => byCodeUnit(a.path, b.path));
  const manifest: Manifest = {
    version: 1,
    fleet: FLEET,
    host,
    heartbeat: { every: 15, stale: 60 },
    files: files.map(({ content: _, ...listed }) => listed),
    units: [
      ...services.map(({ name, launch }) => ({ name, kind: 'agent' as const, agent: null, launch })),
      { name: target, kind: 'target' as const, agent: null, launch: null },
    ],
    agents: [],
    connectors: [],
    harnesses: [],
  };
  const artifacts = files.map(({ path, mode, content }) => ({ path, mode, content }));
  return { host, release: sha256(canonicalJson(manifest)), manifest, artifacts };
}

function service(index: number, objects: readonly File[]) {
  const name = unitName.agent(FLEET, `b${two(index)}`);
  const uses = objects.filter((_, number) => number % UNITS === index).map((object) => object.sha256);
  const launch = launchOf(`${name} ${uses.join(' ')}`);
  const text = unitText(name, launch).replace('\n\n', `\nPartOf=${unitName.target(FLEET)}\n\n`);
  return { name, launch, text };
}

function bootText(): string {
  const command = `/bin/sh %h/${hostPaths.recover(FLEET)} boot ${FLEET}`;
  return `[Service]\nType=oneshot\nRemainAfterExit=yes\nExecStart=${command}\n\n[Install]\nWantedBy=default.target\n`;
}

function file(path: string, content: string, place: File['place'], target: string | null = null): File {
  const mode = content.startsWith('#!') ? 0o555 : 0o444;
  return { path, sha256: sha256(content), mode, place, target, content };
}
