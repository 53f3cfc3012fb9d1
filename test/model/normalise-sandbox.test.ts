import { expect, test } from 'vitest';
import { sandboxOf } from '../../src/model/normalise-sandbox.ts';
import { ALWAYS_HIDDEN, HIDDEN } from '../../src/model/sandbox-paths.ts';

const usual = [...HIDDEN, ALWAYS_HIDDEN].sort();

test('without a word an agent has a sandbox', () => {
  expect(sandboxOf({}, undefined)).toEqual({ disabled: null, write: [], hide: usual });
});

test('a key of its own takes the place of the default', () => {
  const defaults = { sandbox: { write: ['~/b', '~/a'], hide: ['~/.netrc'], disabled: 'trust' } };
  expect(sandboxOf({}, defaults)).toEqual({ disabled: 'trust', write: [], hide: [] });
  expect(sandboxOf({ sandbox: { disabled: false } }, defaults)).toEqual({
    disabled: null,
    write: ['~/a', '~/b'],
    hide: [...usual, '~/.netrc'].sort(),
  });
  expect(sandboxOf({ sandbox: { disabled: false, hide: [], write: ['/srv'] } }, defaults)).toEqual({
    disabled: null,
    write: ['/srv'],
    hide: usual,
  });
});

test('what it may read is not hidden; the secrets of fleets are, always', () => {
  const { hide } = sandboxOf({ sandbox: { read: ['~/.ssh', ALWAYS_HIDDEN] } }, undefined);
  expect(hide).not.toContain('~/.ssh');
  expect(hide).toContain(ALWAYS_HIDDEN);
});
