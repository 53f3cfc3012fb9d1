import { expect, test } from 'vitest';
import { fingerprint, parseHostKey, readHostKey } from '../../src/model/host-key.ts';

// Made by ssh-keygen, which also told the fingerprint.
const KEY = 'AAAAC3NzaC1lZDI1NTE5AAAAICNdNrxCA0jeaLPz2XCTBlEoQ/m5ReNV5160Xc1dAEf/';
const FINGERPRINT = 'SHA256:WRcFrysZuQgmt02x7QsD0jzJKAuWFdSaHpLMi76x07w';

test('a fingerprint is what ssh-keygen -l prints', () => {
  expect(fingerprint(KEY)).toBe(FINGERPRINT);
});

test('a pinned line is a type and a key of that type; a comment is ignored', () => {
  const parsed = { type: 'ssh-ed25519', key: KEY, fingerprint: FINGERPRINT };
  expect(parseHostKey(`ssh-ed25519 ${KEY}`)).toEqual(parsed);
  expect(parseHostKey(`  ssh-ed25519  ${KEY} root@w-jarvis\n`)).toEqual(parsed);
});

test.each([
  '',
  'ssh-ed25519',
  KEY,
  `ssh-rsa ${KEY}`,
  `ssh-dss ${KEY}`,
  'ssh-ed25519 AAAA',
  `ssh-ed25519 ${KEY.slice(0, 20)}`,
  `ssh-ed25519 ${KEY.slice(0, 40)}`,
  `ssh-ed25519 ${KEY}AAAA`,
  'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5',
  `ssh-ed25519 ${KEY}!`,
  'SHA256:abc',
])('%j is no pinned key', (line) => {
  expect(parseHostKey(line)).toBeNull();
});

test('an offered blob of an unknown type is no key', () => {
  const blob = Buffer.concat([Buffer.from([0, 0, 0, 3]), Buffer.from('new'), Buffer.alloc(40)]);
  expect(readHostKey(blob)).toBeNull();
  expect(readHostKey(Buffer.from(KEY, 'base64'))?.fingerprint).toBe(FINGERPRINT);
});
