import { expect, test } from 'vitest';
import { installProgress } from '../../../src/cli/fleet/install-progress.ts';
import type { InstallProgress } from '../../../src/provision/install-harnesses.ts';

const install = { harness: 'claude', version: '2.1.330', platform: 'linux-x64', digest: '', isRepair: false };

function told(columns: number | undefined, host: string, ...states: readonly InstallProgress['state'][]) {
  const said: string[] = [];
  const progress = installProgress(8, { columns, write: (text) => said.push(text) });
  for (const state of states) progress.show({ host, install, state });
  progress.clear();
  return said.filter((text) => text !== '');
}

const sending = (sent: number) => ({ kind: 'sending', sent, total: 175_385_311 }) as const;
const all = [{ kind: 'fetching' }, sending(0), sending(175_385_311), { kind: 'done' }] as const;

test('without a terminal a line says what begins', () => {
  expect(told(undefined, 'box', ...all)).toEqual(['box     installing harness claude 2.1.330, 175 MB\n']);
});

test('on a terminal one line says how far it is, and is gone at the end', () => {
  const lines = told(80, 'box', ...all);
  expect(lines[0]).toBe('\r\x1b[Kbox claude 2.1.330 fetching');
  expect(lines).toContain('\r\x1b[Kbox claude 2.1.330 unpacking');
  expect(lines.at(-1)).toBe('\r\x1b[K');
  expect(told(80, 'box', sending(0)).at(-1)).toBe('\r\x1b[K');
});

test('no line is longer than the terminal is wide', () => {
  const [line = ''] = told(20, 'a-host-with-a-long-name', { kind: 'fetching' });
  expect(line).toBe('\r\x1b[Ka-host-with-a-long-');
});

test('thousands of chunks are not thousands of drawings', () => {
  const chunks = Array.from({ length: 5000 }, (_, index) => sending(index * 1000));
  expect(told(80, 'box', ...chunks).length).toBeLessThan(500);
});
