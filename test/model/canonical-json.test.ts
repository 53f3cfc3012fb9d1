import fc from 'fast-check';
import { expect, test } from 'vitest';
import { canonicalJson } from '../../src/model/canonical-json.ts';

test('keys are sorted by code unit, also those that look like integers', () => {
  const value = { b: [], 9: { ä: 1, Z: null }, 10: [1, { y: 'q', x: {} }], a: true };
  expect(canonicalJson(value)).toBe(
    '{\n  "10": [\n    1,\n    {\n      "x": {},\n      "y": "q"\n    }\n  ],\n' +
      '  "9": {\n    "Z": null,\n    "ä": 1\n  },\n  "a": true,\n  "b": []\n}\n',
  );
});

test('any JSON value is read back as it was, and in another order of keys gives the same bytes', () => {
  fc.assert(
    fc.property(fc.jsonValue({ noUnicodeString: false }), (value) => {
      const text = canonicalJson(value);
      expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
      expect(canonicalJson(reversed(value))).toBe(text);
    }),
  );
});

test('what JSON would lose is refused', () => {
  expect(() => canonicalJson({ a: undefined })).toThrow(TypeError);
  expect(() => canonicalJson([Number.NaN])).toThrow(TypeError);
  expect(() => canonicalJson(() => 1)).toThrow(TypeError);
});

function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, member]) => [key, reversed(member)]),
  );
}
