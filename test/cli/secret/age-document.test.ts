import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ageDocument, parseAgeDocument } from '../../../src/cli/secret/age-document.ts';

test('any names and values come back byte for byte', () => {
  const name = fc.stringMatching(/^[a-z][a-z0-9-]{0,20}$/);
  fc.assert(
    fc.property(fc.array(fc.tuple(name, fc.uint8Array({ maxLength: 300 }))), (entries) => {
      const values = new Map(entries.map(([key, value]) => [key, Buffer.from(value)]));
      const back = parseAgeDocument(ageDocument(values));
      expect(
        [...(back ?? [])].map(([key, value]) => [key, Buffer.from(value).toString('hex')]).sort(),
      ).toEqual([...values].map(([key, value]) => [key, value.toString('hex')]).sort());
    }),
  );
});

test('text stands as text, so that any age and an editor will do', () => {
  const values = new Map([
    ['b', Buffer.from('two\n')],
    ['a', Buffer.from([255, 1])],
  ]);
  expect(Buffer.from(ageDocument(values)).toString()).toBe(
    '{\n  "a": {\n    "base64": "/wE="\n  },\n  "b": "two\\n"\n}\n',
  );
});

test.each(['', 'x', '[]', 'null', '{"a": 1}', '{"a": {}}', '{"a": {"base64": 1}}', '{"a": "\\ud800"}'])(
  '%j is none',
  (text) => {
    expect(parseAgeDocument(Buffer.from(text))).toBeNull();
  },
);
