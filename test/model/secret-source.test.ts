import fc from 'fast-check';
import { expect, test } from 'vitest';
import { circleFault, parseSource, type SecretSource, sourceText } from '../../src/model/secret-source.ts';

test.each<[string, SecretSource]>([
  ['age', { kind: 'age' }],
  ['env:OPENAI_API_KEY', { kind: 'env', variable: 'OPENAI_API_KEY' }],
  ['file:~/.config/gh/token', { kind: 'file', path: '~/.config/gh/token' }],
  ['command:pass show a:b', { kind: 'command', command: 'pass show a:b' }],
])('%s', (written, source) => {
  expect(parseSource(written)).toEqual(source);
  expect(sourceText(source)).toBe(written);
});

test.each([
  '',
  'sk-abc',
  'env:',
  'env:A-B',
  'env:1A',
  'file:',
  'file: x',
  'command:a\nb',
  'secret:x',
  'AGE',
  'age ',
  'vault:x',
])('%j is no source', (written) => {
  expect(parseSource(written)).toBeNull();
});

test('whatever is taken is written back as it was', () => {
  const written = fc.oneof(
    fc.string(),
    fc.string().map((text) => `command:${text}`),
    fc.string().map((text) => `file:${text}`),
  );
  fc.assert(
    fc.property(written, (text) => {
      const source = parseSource(text);
      expect(source === null ? text : sourceText(source)).toBe(text);
    }),
  );
});

test.each([
  ['command:mosaic fleet secret test x', true],
  ['command:mosaic -C d fleet ps', false],
  ['command:cd x && ./mosaic fleet plan', true],
  ['command:pass show mosaic/fleet', false],
  ['file:secrets.age', true],
  ['file:../other/secrets.age', true],
  ['file:my-secrets.age', false],
])('%s leads in a circle: %s', (written, isCircle) => {
  const source = parseSource(written);
  expect(source !== null && circleFault(source) !== null).toBe(isCircle);
});
