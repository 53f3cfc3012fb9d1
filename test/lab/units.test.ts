import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type LabHost, run } from '../../src/lab/index.ts';
import { quoteSh } from '../../src/model/quote-sh.ts';
import { quoteEnvironment, quoteExecArgument, quoteExecHomePath } from '../../src/model/quote-systemd.ts';
import { bundleOf, unitTexts } from '../generate/support/bundles.ts';
import { agent, fleetOf } from '../generate/support/fleets.ts';
import { describeLab, useLab } from './support/lab.ts';

const noUnitHolds = /\0|\p{Noncharacter_Code_Point}/u;
const anyText = fc.string({ unit: 'binary', maxLength: 30 }).filter((value) => !noUnitHolds.test(value));
const unitLike = fc.string({
  unit: fc.constantFrom(
    '"',
    "'",
    '\\',
    '%',
    '%h',
    '$',
    '${',
    '}',
    'HOME',
    ' ',
    ';',
    '\n',
    '\t',
    'n',
    '#',
    '=',
  ),
  maxLength: 20,
});
const drawn = fc.sample(fc.oneof(anyText, unitLike), 300);
const values = ['', ';', '%h', '$HOME', '${HOME}', '$$', '\\', '\\n', '"', "'", 'a\nb', '\x7f\x01', ...drawn];

describeLab('units, by the systemd of Debian 12 and 13', () => {
  const { host } = useLab('alpha', 'beta');

  test.each(['alpha', 'beta'])('%s hands every argument on as it is', async (name) => {
    const print = `printf '%s\\0' "$@"`;
    const words = ['-c', print, 'sh', ...values].map(quoteExecArgument);
    const output = await runUnit(host(name), [`ExecStart=/bin/sh ${words.join(' ')}`]);
    expect(output.split('\0').slice(0, -1)).toEqual(values);
  });

  test.each(['alpha', 'beta'])('%s sets every variable as it is, and knows the home', async (name) => {
    const plain = values.filter((value) => !/[^\P{Cc}\t\n]/u.test(value));
    const names = plain.map((_, index) => `V${index}`);
    const print = names.map((variable) => `printf '%s\\0' "$${variable}"`).join(';');
    const output = await runUnit(host(name), [
      ...plain.map((value, index) => `Environment=${quoteEnvironment(`V${index}`, value)}`),
      `ExecStart=/bin/sh -c ${quoteExecArgument(`${print}; printf %s "$1"`)} sh ${quoteExecHomePath('a b/%h')}`,
    ]);
    expect(output.split('\0')).toEqual([...plain, '/home/operator/a b/%h']);
  });

  test.each(['alpha', 'beta'])('%s has nothing to say of generated units', async (name) => {
    const limits = { memory: 4 * 2 ** 30, cpu: 150, tasks: 500 };
    const fleet = fleetOf('home', [
      agent('mos', 'h', { orchestrator: true }),
      agent('small', 'h', { limits }),
    ]);
    const units = unitTexts(bundleOf(fleet).hosts[0] ?? expect.unreachable());
    const write = Object.entries(units).map(([unit, text]) => `printf %s ${quoteSh(text)} >verify/${unit}`);
    const verify = 'SYSTEMD_UNIT_PATH=$HOME/verify: systemd-analyze verify --user --man=no verify/*';
    const script = ['cd && mkdir verify', ...write, verify].join('\n');
    const { code, stderr } = await run(host(name), ['sh', '-c', script], { as: 'user', mayFail: true });
    expect({ code, stderr: String(stderr) }).toEqual({ code: 0, stderr: '' });
  });
});

/** What a unit prints when the user's own systemd runs it. */
async function runUnit(host: LabHost, lines: readonly string[]): Promise<string> {
  const text = ['[Service]', 'Type=oneshot', 'StandardOutput=truncate:%h/out', ...lines, ''].join('\n');
  await run(
    host,
    ['sh', '-c', 'cd && mkdir -p .config/systemd/user && cat >.config/systemd/user/try.service'],
    {
      as: 'user',
      stdin: Buffer.from(text),
    },
  );
  await run(host, ['systemctl', '--user', 'daemon-reload'], { as: 'user' });
  await run(host, ['systemctl', '--user', 'start', 'try.service'], { as: 'user' });
  return String((await run(host, ['sh', '-c', 'cat ~/out'], { as: 'user' })).stdout);
}
