import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { beforeAll, test } from 'vitest';
import { describeLab, useLab } from './support/lab.ts';
import { deployMos, type MosScene } from './support/mos.ts';

describeLab('dbg', () => {
  const { host } = useLab('w-jarvis');
  let mos: MosScene;
  beforeAll(async () => {
    mos = await deployMos(host('w-jarvis'));
    writeFileSync('/tmp/w/dbg.json', JSON.stringify({ dir: mos.fleet.dir, host: host('w-jarvis') }));
  }, 400_000);
  test('x', { timeout: 3_000_000 }, async () => {
    for (;;) {
      if (existsSync('/tmp/w/say')) {
        rmSync('/tmp/w/say');
        const id = await mos.say('What does this fleet run on?');
        writeFileSync('/tmp/w/said', id);
      }
      if (existsSync('/tmp/w/end')) {
        rmSync('/tmp/w/end');
        return;
      }
      writeFileSync(
        '/tmp/w/model.json',
        JSON.stringify(
          mos.model.requests.map((r) => ({ tools: r.tools, conv: r.conversation.slice(-2) })),
          null,
          1,
        ),
      );
      writeFileSync('/tmp/w/paths.txt', mos.model.paths.join('\n'));
      writeFileSync(
        '/tmp/w/disc.json',
        JSON.stringify(await mos.discord.control.messages('400000000000000001'), null, 1),
      );
      await new Promise((r) => setTimeout(r, 500));
    }
  });
});
