import { expect, test } from 'vitest';
import { boot, kill, run } from '../../src/lab/index.ts';
import { describeLab, useLab } from './support/lab.ts';

describeLab('staging hosts', () => {
  const { host } = useLab('alpha', 'beta');

  test('are Debian 12 and 13 with a running system and user manager', async () => {
    const versions = ['alpha', 'beta'].map(async (name) => {
      const shown = await run(host(name), ['sh', '-c', '. /etc/os-release; echo "$VERSION_ID"']);
      await run(host(name), ['systemctl', '--user', 'is-system-running', '--wait'], { as: 'user' });
      return shown.stdout.trim();
    });
    expect(await Promise.all(versions)).toEqual(['12', '13']);
  });

  test('keep files over a power cut, and lose processes', async () => {
    const alpha = host('alpha');
    await run(alpha, ['sh', '-c', 'echo kept >kept'], { as: 'user' });
    await run(alpha, ['systemd-run', '--user', '--quiet', '--unit=lost', 'sleep', 'infinity'], {
      as: 'user',
    });
    await kill(alpha);
    await boot(alpha);
    expect((await run(alpha, ['cat', 'kept'], { as: 'user' })).stdout).toBe('kept\n');
    expect((await run(alpha, ['pgrep', '-x', 'sleep'], { mayFail: true })).code).toBe(1);
  });
});
