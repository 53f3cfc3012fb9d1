import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formsOf, redact } from '../../src/cli/redact.ts';
import { printable } from '../../src/model/printable.ts';
import { secretValue } from '../../src/model/secret.ts';

// Longer than what it is replaced by, so that a value cannot be a part of the replacement.
const texts = fc
  .string({ minLength: 14, maxLength: 60, unit: 'binary' })
  .filter((text) => !text.includes('\0') && text.trim().length > 13);

function replacements(text: string) {
  const secret = secretValue('k', Buffer.from(text, 'utf8'));
  return formsOf(secret)
    .map((form) => [form, String(secret)] as const)
    .sort(([a], [b]) => b.length - a.length);
}

test('a value is not left in any form that we print', () => {
  fc.assert(
    fc.property(texts, fc.string(), fc.string(), (value, before, after) => {
      const forms = [
        value,
        JSON.stringify({ said: `x${value}y` }),
        printable(`${before}${value}${after}`),
        Buffer.from(value).toString('base64'),
        JSON.stringify([printable(value)]),
      ];
      for (const form of forms) {
        const cleaned = redact(`${before}${form}${after}`, replacements(value));
        expect(cleaned).toContain('secret:k');
        expect(cleaned.includes(value)).toBe(false);
      }
    }),
  );
});

test('what JSON says around it stays JSON', () => {
  fc.assert(
    fc.property(texts, (value) => {
      const cleaned = redact(JSON.stringify({ said: value }), replacements(value));
      expect(JSON.parse(cleaned)).toEqual({ said: 'secret:k' });
    }),
  );
});

test('a text without the value stays as it is', () => {
  expect(redact('nothing to see', replacements('a-long-value-of-a-key'))).toBe('nothing to see');
});

test('long lines of a value are hidden one by one', () => {
  const key = '-----BEGIN KEY-----\nAbCdEfGhIjKl\n\nshort\n-----END KEY-----\n';
  expect(redact('saw AbCdEfGhIjKl and short', replacements(key))).toBe('saw secret:k and short');
});
