import type { HostBundle, Manifest } from '../../../src/model/bundle.ts';
import { unitName } from '../../../src/model/unit-name.ts';
import type { Change } from '../../../src/provision/change.ts';
import { type Credentials, secretUsers } from '../../../src/provision/credentials.ts';
import type { Facts, FileFacts, UnitFacts } from '../../../src/provision/facts.ts';
import type { HostPlan } from '../../../src/provision/host-plan.ts';
import { linkTarget, pathOf } from '../../../src/provision/paths.ts';
import { FLEET } from './sample-bundle.ts';

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** A host that exists only as facts, and what changes do to it: the plan's idea of recover.sh and systemd. */
export interface SimulatedHost {
  facts: Writable<Omit<Facts, 'files' | 'links' | 'units' | 'agents'>> & {
    files: Record<string, FileFacts>;
    links: Record<string, string>;
    units: Record<string, UnitFacts>;
    agents: Record<string, Facts['agents'][string]>;
  };
  /** Kept by `put` and `aside`: the part of the facts at and below a path. */
  readonly aside: Map<string, Pick<SimulatedHost['facts'], 'files' | 'links'>>;
  /** The units by the hash of their text, as systemd would read them. */
  readonly texts: Map<string, string | null>;
  nextPid: number;
}

export function emptyHost(): SimulatedHost {
  const facts: SimulatedHost['facts'] = {
    fleet: FLEET,
    now: 1000,
    home: '/home/u',
    user: 'u',
    systemd: 252,
    manager: true,
    bus: true,
    platform: 'linux-x64',
    free: null,
    harnesses: {},
    linger: true,
    lacks: [],
    current: null,
    manifests: {},
    releases: [],
    record: null,
    pending: null,
    files: {},
    links: {},
    units: {},
    agents: {},
    open: {},
    secrets: { salt: null, current: null, ofRelease: {}, versions: {}, units: {}, exposed: [] },
    acts: [],
  };
  return { facts, aside: new Map(), texts: new Map(), nextPid: 100 };
}

export function copyHost(host: SimulatedHost): SimulatedHost {
  return structuredClone(host);
}

/** What the deploy does before the journal: what is staged changes nothing that runs. */
export function stage(
  host: SimulatedHost,
  plan: HostPlan,
  bundle: HostBundle | null,
  credentials: Credentials | null = null,
): void {
  host.aside.clear();
  learn(host, bundle);
  for (const path of plan.stage) {
    if (path.includes('/credentials/')) bringSecrets(host, credentials);
    else bring(host, path, bundle);
  }
}

/** Carries changes out, one after the other; then the sidecar has its turn. */
export function apply(host: SimulatedHost, changes: readonly Change[], bundle: HostBundle | null): void {
  for (const change of changes) applyOne(host, change, bundle);
  beatAll(host);
}

function learn(host: SimulatedHost, bundle: HostBundle | null): void {
  for (const unit of bundle?.manifest.units ?? []) {
    const file = bundle?.manifest.files.find(({ path }) => path === `systemd/${unit.name}`);
    if (file !== undefined) host.texts.set(file.sha256, unit.launch);
  }
}

function applyOne(host: SimulatedHost, change: Change, bundle: HostBundle | null): void {
  const { facts } = host;
  switch (change.kind) {
    case 'put':
      if (isThere(host, change.path)) keep(host, change.path);
      bring(host, change.path, bundle);
      return;
    case 'aside':
      if (isThere(host, change.path)) keep(host, change.path);
      return;
    case 'back':
      putBack(host, change.path);
      return;
    case 'drop':
      remove(host, change.path);
      return;
    case 'link':
      for (const entry of change.entries) {
        remove(host, pathOf.entry(entry));
        facts.links[pathOf.entry(entry)] = linkTarget(facts.home, FLEET, entry);
      }
      return;
    case 'unlink':
      for (const entry of change.entries) {
        const isOurs = facts.links[pathOf.entry(entry)] === linkTarget(facts.home, FLEET, entry);
        if (isOurs) remove(host, pathOf.entry(entry));
      }
      return;
    case 'switch':
      if (change.release !== null && !facts.releases.includes(change.release))
        throw new Error('dangling switch');
      facts.current = change.release;
      return;
    case 'credentials':
      facts.secrets = { ...facts.secrets, current: change.version };
      return;
    case 'reload':
      reload(host);
      return;
    case 'reset-failed':
      for (const unit of change.units)
        update(host, unit, (have) => (have.active === 'failed' ? stopped(have) : have));
      return;
    case 'stop':
      for (const unit of change.units) stop(host, unit);
      return;
    case 'start':
      for (const unit of change.units) start(host, unit);
      return;
    case 'restart':
      for (const unit of change.units) restart(host, unit);
      return;
    case 'rerun':
      if ((facts.units[change.unit]?.pid ?? 0) !== change.pid) restart(host, change.unit);
  }
}

function isBelow(path: string, parent: string): boolean {
  return path === parent || path.startsWith(`${parent}/`);
}

function isThere({ facts }: SimulatedHost, path: string): boolean {
  return [...Object.keys(facts.files), ...Object.keys(facts.links)].some((key) => isBelow(key, path));
}

function part<T>(record: Readonly<Record<string, T>>, path: string): Record<string, T> {
  return Object.fromEntries(Object.entries(record).filter(([key]) => isBelow(key, path)));
}

function keep(host: SimulatedHost, path: string): void {
  const kept = { files: part(host.facts.files, path), links: part(host.facts.links, path) };
  if (!host.aside.has(path)) host.aside.set(path, kept);
  remove(host, path);
}

function remove({ facts }: SimulatedHost, path: string): void {
  for (const key of Object.keys(facts.files)) if (isBelow(key, path)) delete facts.files[key];
  for (const key of Object.keys(facts.links)) if (isBelow(key, path)) delete facts.links[key];
}

function putBack(host: SimulatedHost, path: string): void {
  const kept = host.aside.get(path);
  if (kept === undefined) return;
  remove(host, path);
  Object.assign(host.facts.files, kept.files);
  Object.assign(host.facts.links, kept.links);
  host.aside.delete(path);
}

function bring(host: SimulatedHost, path: string, bundle: HostBundle | null): void {
  if (bundle === null) throw new Error(`nothing can be brought without a bundle: ${path}`);
  const { facts } = host;
  const { manifest, release } = bundle;
  remove(host, path);
  if (path === pathOf.release(FLEET, release)) {
    bringRelease(host, manifest, release);
    return;
  }
  const file = manifest.files.find(
    ({ place, sha256, target }) => (place === 'object' ? pathOf.object(FLEET, sha256) : target) === path,
  );
  if (file === undefined) throw new Error(`not of the bundle: ${path}`);
  facts.files[path] = { sha256: file.sha256, mode: file.mode };
}

function bringSecrets({ facts }: SimulatedHost, credentials: Credentials | null): void {
  if (credentials?.version == null) throw new Error('no values for a folder of secrets');
  const { salt, version, digests } = credentials;
  const versions = { ...facts.secrets.versions, [version]: digests };
  facts.secrets = { ...facts.secrets, salt, versions, exposed: [] };
}

/** What systemd copies for a unit when it starts. */
function giveSecrets({ facts }: SimulatedHost, unit: string): void {
  const { current, versions, units } = facts.secrets;
  const manifest = facts.current === null ? undefined : facts.manifests[facts.current];
  const users = manifest === undefined ? [] : secretUsers(manifest);
  const used = users.find((user) => user.unit === unit)?.secrets ?? [];
  const held = (current === null ? undefined : versions[current]) ?? {};
  const given = Object.entries(held).filter(([name]) => used.includes(name));
  facts.secrets = { ...facts.secrets, units: { ...units, [unit]: Object.fromEntries(given) } };
}

function bringRelease({ facts }: SimulatedHost, manifest: Manifest, release: string): void {
  facts.releases = [...new Set([...facts.releases, release])].sort();
  facts.manifests = { ...facts.manifests, [release]: manifest };
  facts.files[pathOf.manifest(FLEET, release)] = { sha256: release, mode: 0o444 };
  facts.files[pathOf.unit(FLEET, release, unitName.wants(FLEET))] = { sha256: null, mode: 0o700 };
  for (const file of manifest.files.filter(({ place }) => place === 'unit')) {
    facts.files[`${pathOf.release(FLEET, release)}/${file.path}`] = { sha256: file.sha256, mode: file.mode };
  }
  for (const { name } of manifest.units.filter(({ kind }) => kind !== 'target')) {
    facts.links[pathOf.wants(FLEET, release, name)] = `../${name}`;
  }
}

/** The launch that a start would give: `undefined` where there is no unit file to start from. */
function onDisk({ facts, texts }: SimulatedHost, unit: string): string | null | undefined {
  const path = pathOf.entry(unit);
  if (facts.files[path] !== undefined) return null;
  const link = facts.links[path];
  if (link !== undefined && link !== linkTarget(facts.home, FLEET, unit)) return null;
  if (facts.current === null || link === undefined) return undefined;
  const sum = facts.files[pathOf.unit(FLEET, facts.current, unit)]?.sha256;
  if (sum === undefined || sum === null) return undefined;
  return texts.get(sum) ?? null;
}

function reload(host: SimulatedHost): void {
  for (const unit of Object.keys(host.facts.units)) {
    const launch = onDisk(host, unit);
    const load = launch === undefined ? 'not-found' : 'loaded';
    update(host, unit, (have) => ({ ...have, load, needsReload: false, loadedLaunch: launch ?? null }));
    const { active } = host.facts.units[unit] as UnitFacts;
    if (load === 'not-found' && active === 'inactive') delete host.facts.units[unit];
  }
}

const INACTIVE: UnitFacts = {
  load: 'loaded',
  active: 'inactive',
  sub: 'dead',
  result: 'success',
  status: null,
  pid: null,
  since: null,
  activeSince: null,
  restarts: 0,
  needsReload: false,
  hasJob: false,
  launch: null,
  loadedLaunch: null,
};

function stopped(unit: UnitFacts): UnitFacts {
  return { ...unit, active: 'inactive', sub: 'dead', pid: null, launch: null };
}

function update({ facts }: SimulatedHost, unit: string, change: (have: UnitFacts) => UnitFacts): void {
  const have = facts.units[unit];
  if (have !== undefined) facts.units[unit] = change(have);
}

function stop(host: SimulatedHost, unit: string): void {
  update(host, unit, stopped);
  if (unit !== unitName.target(FLEET)) return;
  for (const other of Object.keys(host.facts.units)) update(host, other, stopped);
}

function start(host: SimulatedHost, unit: string): void {
  const { facts } = host;
  if (facts.units[unit]?.active === 'active') return;
  if (facts.units[unit] === undefined) {
    const launch = onDisk(host, unit);
    if (launch === undefined) throw new Error(`unit not found: ${unit}`);
    facts.units[unit] = { ...INACTIVE, loadedLaunch: launch };
  }
  run(host, unit);
  if (unit === unitName.target(FLEET)) startWanted(host);
}

function startWanted(host: SimulatedHost): void {
  const { facts } = host;
  if (facts.current === null || facts.links[pathOf.entry(unitName.wants(FLEET))] === undefined) return;
  const wants = pathOf.unit(FLEET, facts.current, unitName.wants(FLEET));
  for (const link of Object.keys(facts.links).filter((path) => isBelow(path, wants))) {
    const unit = link.slice(wants.length + 1);
    if (onDisk(host, unit) !== undefined) start(host, unit);
  }
}

function restart(host: SimulatedHost, unit: string): void {
  stop(host, unit);
  start(host, unit);
}

/** A start, unless the agent is stopped by intent: the unit's condition. */
function run(host: SimulatedHost, unit: string): void {
  const agent = new RegExp(`^mosaic-${FLEET}-agent-(.*)\\.service$`).exec(unit)?.[1];
  if (agent !== undefined && host.facts.agents[agent]?.stopped === true) return;
  const pid = unit === unitName.target(FLEET) ? null : host.nextPid++;
  giveSecrets(host, unit);
  update(host, unit, (have) => ({
    ...have,
    active: 'active',
    sub: 'running',
    pid,
    since: host.facts.now,
    activeSince: host.facts.now,
    launch: pid === null ? null : have.loadedLaunch,
  }));
}

function beatAll({ facts }: SimulatedHost): void {
  if (facts.units[unitName.beat(FLEET)]?.active !== 'active') return;
  for (const [unit, { active, launch }] of Object.entries(facts.units)) {
    const agent = new RegExp(`^mosaic-${FLEET}-agent-(.*)\\.service$`).exec(unit)?.[1];
    if (agent === undefined || active !== 'active') continue;
    const own = facts.agents[agent] ?? { stopped: false, beat: null, exit: null, failures: null };
    const now = String(facts.now);
    facts.agents[agent] = {
      ...own,
      beat: { at: now, launch: launch ?? '', alive: '1', hook_at: now, hook_state: 'idle' },
    };
  }
}
