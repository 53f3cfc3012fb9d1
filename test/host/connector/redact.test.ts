import { expect, test } from 'vitest';
import { redact } from '../../../src/host/connector/redact.ts';

const long = (start: string, size: number) => `${start}${'aB3dE6gH9k'.repeat(10).slice(0, size)}`;

test.each([
  ['an Anthropic key', long('sk-ant-api03-', 40)],
  ['an OpenAI key', long('sk-proj-', 40)],
  ['a GitHub token', long('ghp_', 36)],
  ['a fine-grained GitHub token', long('github_pat_', 60)],
  ['a GitLab token', long('glpat-', 20)],
  ['a Slack token', 'xoxb-123456789012-abcdefABCDEF'],
  ['an AWS key', 'AKIAIOSFODNN7EXAMPLE'],
  ['a Google key', long('AIza', 35)],
  ['an npm token', long('npm_', 36)],
  ['a JSON web token', `${long('eyJ', 20)}.${long('eyJ', 30)}.${long('', 30)}`],
  ['a Discord token', `M${long('', 23)}.aBcDeF.${long('', 30)}`],
  ['a Telegram token', `123456789:${long('', 35)}`],
  ['an age key', `AGE-SECRET-KEY-1${'Q'.repeat(58)}`],
  ['a private key', '-----BEGIN OPENSSH PRIVATE KEY-----\nabc\ndef\n-----END OPENSSH PRIVATE KEY-----'],
  ['a private key that is cut off', '-----BEGIN PRIVATE KEY-----\nabc\ndef'],
])('%s is not said', (_what, key) => {
  expect(redact(`before ${key}`, [])).toBe('before [redacted]');
});

test('the connector’s own token is not said, however it looks', () => {
  expect(redact('it is hunter2-hunter2, yes: hunter2-hunter2', ['hunter2-hunter2'])).toBe(
    'it is [redacted], yes: [redacted]',
  );
  expect(redact('a short one hides no words: a', ['a'])).toBe('a short one hides no words: a');
});

test('prose and code are left alone', () => {
  const text =
    'The sk-learn task: 0f3c2a9d8b7e6f5a4c3b2a1908f7e6d5 is a digest; npm_config_x; 12:30; eyJ is how one begins.';
  expect(redact(text, [])).toBe(text);
});
