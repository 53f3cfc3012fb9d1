import pc from 'picocolors';
import { describe, expect, test } from 'vitest';
import { deployDocument, deployExitCode } from '../../../src/cli/fleet/deploy-document.ts';
import { exitCodeOf, outcomeLines } from '../../../src/cli/fleet/outcome-lines.ts';
import { deploySchema } from '../../../src/model/contract-deploy.ts';
import type { HostOutcome } from '../../../src/provision/outcome.ts';

const [from, to] = ['19ab33c'.padEnd(64, '0'), '7f3c21a'.padEnd(64, '0')];
const plain = { style: pc.createColors(false), symbols: false, command: 'deploy' } as const;

const rolledBack: HostOutcome = {
  host: 'dragon-lin',
  result: 'rolled-back',
  from,
  to,
  why: 'coder-1 keeps ending: 3 times in a row',
  agent: 'coder-1',
  log: ["Error: cannot find module 'x'", '  \u001b]0;evil\u0007 at y'],
  differs: [],
};

const outcomes: readonly HostOutcome[] = [
  { host: 'a', result: 'unchanged', release: to },
  { host: 'b', result: 'deployed', from, to, starts: ['coder-1', 'coder-2'], deferred: [] },
  rolledBack,
  {
    host: 'd',
    result: 'refused',
    why: 'linger is off; nothing was changed',
    lacks: [],
    next: 'mosaic fleet install d',
  },
  { host: 'e', result: 'unreachable', why: 'no route', next: 'mosaic fleet verify', undecided: false },
  {
    host: 'f',
    result: 'deployed',
    from,
    to,
    starts: ['mos'],
    deferred: [{ agent: 'coder-1', state: 'busy' }],
  },
  {
    host: 'g',
    result: 'deferred',
    to,
    deferred: [
      { agent: 'coder-1', state: 'waiting' },
      { agent: 'coder-2', state: 'unknown' },
    ],
  },
  { host: 'h', result: 'held', canary: 'dragon-lin' },
];

describe('what became of a host', () => {
  const said = (index: number, shown: Parameters<typeof outcomeLines>[2] = plain) =>
    outcomeLines(outcomes[index] ?? expect.unreachable(), 14, shown);

  test('nothing, or a deploy, is one line', () => {
    expect(said(0)).toBe('a             no change\n');
    expect(said(1)).toBe('b             deployed 7f3c21a: started coder-1, coder-2\n');
  });

  test('a rollback says why, what the agent said last, the state now, and what to type', () => {
    expect(said(2)).toBe(
      `dragon-lin    rolled back to 19ab33c: coder-1 keeps ending: 3 times in a row
  last lines of the agent:   Error: cannot find module 'x'
                               \\e]0;evil\\x07 at y
  The old fleet runs; nothing else changed.
  look    mosaic fleet logs coder-1
  retry   mosaic fleet deploy dragon-lin
`,
    );
    expect(said(2, { ...plain, symbols: true })).toContain('✕ rolled back to 19ab33c');
  });

  test('an agent that was not interrupted is named, and how to go on', () => {
    expect(said(5)).toBe(
      `f             deployed 7f3c21a: started mos
  coder-1 goes on as it was: busy
  again     mosaic fleet deploy f
  at once   mosaic fleet deploy f --no-drain
`,
    );
    expect(said(6)).toBe(
      `g             deferred: nothing was changed
  coder-1 goes on as it was: asks for a decision
  coder-2 goes on as it was: nobody knows what it does
  answer coder-1   mosaic fleet attach coder-1
  again            mosaic fleet deploy g
  at once          mosaic fleet deploy g --no-drain
`,
    );
  });

  test('after a rollback one goes on to the same release, not to the one before', () => {
    const text = said(5, { ...plain, command: 'rollback' });
    expect(text).toContain('  at once   mosaic fleet rollback f --to 7f3c21a --no-drain\n');
  });

  test('a host that waited for the canary says so', () => {
    expect(said(7)).toBe(
      'h             not deployed: all is not well on the canary dragon-lin; nothing was changed\n',
    );
  });

  test('a rollback that could not undo all says what differs', () => {
    const text = outcomeLines({ ...rolledBack, differs: ['unit x.service'] }, 14, plain);
    expect(text).toContain('  Not all is as before:\n    unit x.service\n');
    expect(text).not.toContain('nothing else changed');
  });

  test('what was not touched names the command that helps', () => {
    expect(said(3)).toBe(
      'd             not deployed: linger is off; nothing was changed\n  next   mosaic fleet install d\n',
    );
    expect(said(4)).toBe('e             unreachable: no route\n  next   mosaic fleet verify\n');
  });
});

test('the document is that of the contract', () => {
  const document = deployDocument('f', outcomes, 'deploy');
  expect(deploySchema.parse(document)).toEqual(document);
});

test.each([
  [0, 3, 0],
  [1, 3, 3],
  [3, 3, 1],
  [0, 0, 0],
])('%i of %i failed: exit code %i', (failed, all, code) => {
  expect(exitCodeOf(failed, all)).toBe(code);
});

test('some failed, or some agents wait: exit code 3; all failed: 1', () => {
  const codes = [[0, 1], [1, 3], [3, 4], [3, 7], [1, 5], [6], [2, 6]].map((chosen) =>
    deployExitCode(chosen.map((index) => outcomes[index] ?? expect.unreachable())),
  );
  expect(codes).toEqual([0, 3, 1, 1, 3, 3, 3]);
});
