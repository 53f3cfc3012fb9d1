import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { secretDigest } from '../../src/model/secret-digest.ts';
import { parseSecrets } from '../../src/provision/parse-secrets.ts';
import { template } from './support/templates.ts';

const SALT = 'ab'.repeat(32);
const UNIT = 'mosaic-f-agent-a.service';

function home(files: Readonly<Record<string, string | Uint8Array>>): string {
  const base = mkdtempSync(join(tmpdir(), 'mosaic-'));
  onTestFinished(() => rmSync(base, { recursive: true, force: true }));
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(join(base, path, '..'), { recursive: true, mode: 0o700 });
    writeFileSync(join(base, path), content, { mode: 0o600 });
  }
  return base;
}

function look(base: string) {
  const script = `${template('sh/credentials.sh')}\nLC_ALL=C; export LC_ALL; cd "$1" || exit; fleet=f; credentials\n`;
  const env = { PATH: '/usr/bin:/bin', XDG_RUNTIME_DIR: join(base, 'run') };
  const text = execFileSync('/bin/sh', ['-c', script, 'sh', base], { env, encoding: 'utf8' });
  const texts = (tag: string) =>
    text.split('\n').flatMap((line) => (line.startsWith(`${tag} `) ? [line.slice(tag.length + 1)] : []));
  const found = parseSecrets(texts('salt')[0] ?? null, texts('credentials')[0] ?? null, texts('secret'), {
    exposed: texts('exposed'),
    releases: texts('secrets-of'),
  });
  return { text, found };
}

const store = '.config/mosaic/f/credentials';
const [old, now] = ['0'.repeat(16), '1'.repeat(16)];

test('a host without secrets says nothing', () => {
  expect(look(home({})).text).toBe('');
});

test('what lies there and what units have is told by digest, the same that we make', () => {
  const binary = Buffer.from([...Array(255).keys()].map((byte) => byte + 1));
  const base = home({
    [`${store}/salt`]: SALT,
    [`${store}/${old}/key`]: 'one',
    [`${store}/${now}/key`]: binary,
    [`${store}/${now}/other`]: 'one',
    [`run/credentials/${UNIT}/key`]: 'one',
    'run/credentials/mosaic-g-agent-a.service/key': 'of another fleet',
  });
  symlinkSync(now, join(base, store, 'current'));
  mkdirSync(join(base, store, 'of'), { mode: 0o700 });
  symlinkSync(`../${old}`, join(base, store, 'of', 'd'.repeat(64)));
  chmodSync(join(base, store, old, 'key'), 0o640);
  const { text, found } = look(base);
  const one = secretDigest(SALT, Buffer.from('one'));
  expect(found).toEqual({
    salt: SALT,
    current: now,
    ofRelease: { ['d'.repeat(64)]: old },
    versions: { [old]: { key: one }, [now]: { key: secretDigest(SALT, binary), other: one } },
    units: { [UNIT]: { key: one } },
    exposed: [`${store}/${old}/key`],
  });
  // Not even the plain digest, which could be looked up.
  expect(text).not.toContain(execFileSync('sha256sum', { input: 'one', encoding: 'utf8' }).slice(0, 64));
});

test('names that nobody of us gave are left out', () => {
  const base = home({
    [`${store}/salt`]: SALT,
    [`${store}/${now}/a b`]: 'x',
    [`${store}/${now}/line\nend`]: 'x',
    [`${store}/${now}/Upper`]: 'x',
  });
  expect(look(base).found.versions).toEqual({});
});

test('a salt that is none is as good as none', () => {
  expect(look(home({ [`${store}/salt`]: 'x; rm -rf ~', [`${store}/${now}/key`]: 'x' })).found).toMatchObject({
    salt: null,
    versions: {},
  });
});
