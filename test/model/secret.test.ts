import { inspect } from 'node:util';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { lengthClass, MAX_SECRET, secretFault, secretValue } from '../../src/model/secret.ts';

const value = fc.uint8Array({ min: 1, minLength: 12, maxLength: 200 });

test('a secret shows its name wherever it is printed, and nothing else', () => {
  fc.assert(
    fc.property(value, (bytes) => {
      const secret = secretValue('api-key', bytes);
      const shown = [
        String(secret),
        `${secret}`,
        JSON.stringify({ secret }),
        inspect({ deep: [secret] }, { showHidden: true, depth: 9, getters: true }),
        new Error(`failed with ${secret}`).message,
      ];
      const text = Buffer.from(bytes).toString('latin1');
      expect(shown.filter((one) => one.includes(text) || !one.includes('secret:api-key'))).toEqual([]);
      expect(Object.values(secret).filter((member) => typeof member !== 'function')).toEqual(['api-key']);
      expect(Buffer.from(secret.reveal()).equals(bytes)).toBe(true);
    }),
  );
});

test('it cannot be copied into another place by accident', () => {
  expect(() => structuredClone(secretValue('k', Buffer.from('x')))).toThrow();
});

test.each([
  ['empty', Buffer.alloc(0), 'its value is empty'],
  ['too long', Buffer.alloc(MAX_SECRET + 1, 1), 'its value is longer than 64 kB'],
  ['NUL', Buffer.from('a\0b'), 'its value holds NUL, which no variable can'],
  ['the longest', Buffer.alloc(MAX_SECRET, 255), null],
])('%s', (_name, bytes, fault) => {
  expect(secretFault(bytes)).toBe(fault);
});

test('a fault says nothing of the value', () => {
  expect(() => secretValue('k', Buffer.from('hidden\0'))).toThrow(
    /^secret k: its value holds NUL, which no variable can$/,
  );
});

test.each([
  [1, 'under 8 bytes'],
  [8, '8 to 63 bytes'],
  [64, '64 bytes to 1 kB'],
  [1024, 'over 1 kB'],
])('%d bytes are %s', (length, said) => {
  expect(lengthClass(Buffer.alloc(length))).toBe(said);
});
