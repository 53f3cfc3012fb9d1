import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { deployScripts } from '../../src/cli/fleet/deploy-actor.ts';
import { canonicalJson } from '../../src/model/canonical-json.ts';
import { sha256 } from '../../src/model/sha256.ts';
import type { Facts } from '../../src/provision/facts.ts';
import { unpackFacts } from '../../src/provision/look.ts';
import { parseFacts } from '../../src/provision/parse-facts.ts';
import { parseUnits } from '../../src/provision/parse-units.ts';
import { plainPath } from '../../src/provision/paths.ts';
import { sampleBundle } from './support/sample-bundle.ts';

const root = '.local/share/mosaic/f';
const state = '.local/state/mosaic/f';
const units = '.config/systemd/user';
const { manifest, release } = sampleBundle({
  agents: { a: { memory: 1, role: 'coder' } },
  script: 'v1',
  boot: 'v1',
  recover: 'v1',
});

describe('the script that looks, run for real', () => {
  let home: string;
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'mosaic-facts-'));
  });
  afterEach(() => rmSync(home, { recursive: true, force: true }));

  const write = (path: string, content: string, mode = 0o444) => {
    mkdirSync(dirname(join(home, path)), { recursive: true });
    writeFileSync(join(home, path), content, { mode });
  };
  const link = (path: string, target: string) => {
    mkdirSync(dirname(join(home, path)), { recursive: true });
    symlinkSync(target, join(home, path));
  };
  const run = (...args: string[]) =>
    execFileSync('sh', ['-c', deployScripts().facts, 'facts', 'f', ...args], {
      env: { ...process.env, HOME: home, XDG_RUNTIME_DIR: join(home, 'run') },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
  const look = (...args: string[]): Facts =>
    parseFacts('f', unpackFacts(run(...args))) ?? expect.unreachable();

  test('of a host without the fleet', () => {
    const facts = look();
    expect(facts).toMatchObject({
      home,
      current: null,
      releases: [],
      files: {},
      links: {},
      units: {},
      agents: {},
    });
    expect(facts).toMatchObject({ manager: false, bus: false, pending: null, record: null, acts: [] });
    expect(facts.now).toBeGreaterThan(1_700_000_000);
  });

  test('of a release, its records, and the one before', () => {
    const text = canonicalJson(manifest);
    const other = canonicalJson({ ...manifest, host: 'other' });
    write(`${root}/releases/${release}/manifest.json`, text);
    write(`${root}/releases/${sha256(other)}/manifest.json`, other);
    link(`${root}/current`, `releases/${release}`);
    link(`${units}/mosaic-f.target`, `${home}/${root}/current/systemd/mosaic-f.target`);
    write(`${root}/record`, `release=${release}\nprevious=${sha256(other)}\n`);
    write(
      `${root}/pending`,
      `turn=a1\nat=5\ndeadline=95\nfrom=-\nto=${release}\nby=me\nwhere=here\nwhy=deploy\ndo=reload\nundo=reload\n`,
    );
    write(
      `${state}/audit.log`,
      `at=5 act=apply from=- to=${release} by=me where=here why=deploy it\nnoise\n`,
    );
    const facts = look('previous');
    expect(facts).toMatchObject({ current: release, releases: [release, sha256(other)].sort() });
    expect(facts.manifests).toEqual({ [release]: manifest, [sha256(other)]: { ...manifest, host: 'other' } });
    const who = { by: 'me', where: 'here', why: 'deploy' };
    expect(facts.pending).toEqual({ from: null, to: release, turn: 'a1', at: 5, deadline: 95, ...who });
    expect(facts.acts).toEqual([
      {
        at: 5,
        act: 'apply',
        from: null,
        to: release,
        by: 'me',
        where: 'here',
        commit: null,
        why: 'deploy it',
      },
    ]);
    expect(Object.keys(look().manifests)).toEqual([release]);
  });

  test('a manifest that is not what its name says is none', () => {
    write(`${root}/releases/${release}/manifest.json`, `${canonicalJson(manifest)} `);
    link(`${root}/current`, `releases/${release}`);
    expect(look()).toMatchObject({ current: release, manifests: {} });
  });

  test('of files: hash and mode; of what is none: no hash', () => {
    write(`${root}/objects/aa`, 'content', 0o555);
    mkdirSync(join(home, root, 'objects/bb'));
    link(`${root}/objects/cc`, 'aa');
    const facts = look();
    expect(facts.files[`${root}/objects/aa`]).toEqual({ sha256: sha256('content'), mode: 0o555 });
    expect(facts.files[`${root}/objects/bb`]?.sha256).toBeNull();
    expect(facts.links).toEqual({ [`${root}/objects/cc`]: 'aa' });
  });

  test('of agents: marks, and records without what is no record', () => {
    write(`${state}/beats/a`, 'at=7\nlaunch=abc\nalive=1\nend\nthing 644 regular file "x"\n');
    write(`${state}/agents/a/failures`, 'count=2\nfirst=1\nlast=2\n');
    write(`${state}/agents/b/stopped`, '');
    execFileSync('mkfifo', [join(home, state, 'agents/b/exit')]);
    expect(look().agents).toEqual({
      a: {
        stopped: false,
        beat: { at: '7', launch: 'abc', alive: '1' },
        exit: null,
        failures: { count: '2', first: '1', last: '2' },
      },
      b: { stopped: true, beat: null, exit: null, failures: null },
    });
  });

  const names = ['a b', "a'b", 'a"b', 'a\\b', 'a\nend\nb', 'a$(id)', 'ä→🌈', 'a\tb', '-rf', '%101'];
  test.each(names)('a hostile name is a name: %j', (name) => {
    const path = `${units}/mosaic-f-agent-${name}.service`;
    write(path, 'x');
    link(`${units}/mosaic-f-agent-l${name}.service`, `/to ${name}`);
    const facts = look();
    expect(Object.keys(facts.files).map(plainPath)).toEqual([path]);
    expect(Object.keys(facts.links).map(plainPath)).toEqual([`${units}/mosaic-f-agent-l${name}.service`]);
    expect(Object.values(facts.links)).toEqual([`/to ${name}`]);
    for (const word of [...Object.keys(facts.files), ...Object.keys(facts.links)]) {
      expect(word).toMatch(/^[A-Za-z0-9@:._/+=%-]+$/);
    }
  });

  test('an answer that was cut off says nothing', () => {
    const text = unpackFacts(run());
    expect(parseFacts('f', text.slice(0, -1))).toBeNull();
    expect(parseFacts('f', text.replace(/end\n$/, ''))).toBeNull();
    expect(parseFacts('f', '')).toBeNull();
  });
});

test('units as systemd shows them', () => {
  const shown = [
    'ExecStart={ path=/bin/sh ; argv[]=/bin/sh /o/ab /r objects/cd 0123456789abcdef 15 ; ignore_errors=no ; pid=7 }',
    'Id=a.service',
    'LoadState=loaded',
    'ActiveState=active',
    'SubState=running',
    'Result=success',
    'MainPID=7',
    'NRestarts=2',
    'NeedDaemonReload=no',
    'ExecMainStartTimestamp=@100',
    'ActiveEnterTimestamp=@101',
    'ExecMainStatus=0',
    '',
    'Id=b.target',
    'LoadState=not-found',
    'ActiveState=inactive',
    'NeedDaemonReload=yes',
    'Job=12',
  ];
  const argv = ['/proc/7/cmdline:fedcba9876543210', '/proc/8/cmdline:0000000000000000'];
  expect(parseUnits(shown, argv)).toMatchObject({
    'a.service': {
      load: 'loaded',
      active: 'active',
      pid: 7,
      since: 100,
      activeSince: 101,
      restarts: 2,
      status: 0,
      launch: 'fedcba9876543210',
      loadedLaunch: '0123456789abcdef',
      hasJob: false,
    },
    'b.target': {
      load: 'not-found',
      pid: null,
      launch: null,
      loadedLaunch: null,
      needsReload: true,
      hasJob: true,
    },
  });
});
