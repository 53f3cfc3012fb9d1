import { writeFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { type LabHost, run } from '../../src/lab/index.ts';
import { hostPaths } from '../../src/model/host-paths.ts';
import { hostileEnvName, hostileName, hostileText } from '../generate/support/hostile-text.ts';
import { emptyFleet } from './support/fleet.ts';
import { describeLab, useLab } from './support/lab.ts';
import { livingOf } from './support/living.ts';

/** What a unit can hold of a path; a folder's name holds at most 255 bytes. */
const folder = hostileText
  .map((value) => value.replaceAll(/[\p{Cc}\p{Noncharacter_Code_Point}/]/gu, ''))
  .map((value) => [...value].slice(0, 40).join(''))
  .filter((value) => !/^\.{0,2}$/.test(value));

const wish = fc.record({
  name: hostileName,
  workdir: fc.tuple(fc.constantFrom('~', '/home/operator'), folder, folder).map((parts) => parts.join('/')),
  instructions: hostileText,
  env: fc.dictionary(hostileEnvName, hostileText, { minKeys: 1, maxKeys: 5, noNullPrototype: true }),
});

const wishes = fc.uniqueArray(wish, { minLength: 6, maxLength: 6, selector: ({ name }) => name });
const [first = [], second = []] = fc.sample(wishes, { numRuns: 2, seed: 20_261_125 });
const fleets = { alpha: first, beta: second } as const;

describeLab('hostile rosters', () => {
  const { lab, host } = useLab('alpha', 'beta');

  beforeAll(async () => {
    // At once: two fleets of one host know nothing of each other.
    await Promise.all(
      Object.entries(fleets).flatMap(([name, agents]) =>
        ['one', 'two'].map(async (word, index) => {
          const fleet = emptyFleet(lab().hosts);
          const here = agents
            .slice(index * 3, index * 3 + 3)
            .map((agent) => ({ ...agent, host: name, runtime: 'echo' }));
          const [orchestrator, ...others] = here;
          const roster = { apiVersion: 'mosaic.fleet/v1', fleet: word, orchestrator, agents: others };
          // JSON is YAML, and escapes all that YAML cannot hold as it is.
          writeFileSync(join(fleet.dir, 'roster.yaml'), JSON.stringify(roster));
          expect(await fleet.mosaic(['deploy', '--yes', name])).toMatchObject({ code: 0, stderr: '' });
          expect(await fleet.mosaic(['verify', name])).toMatchObject({ code: 0 });
        }),
      ),
    );
  }, 120_000);

  const placed = Object.entries(fleets).flatMap(([name, agents]) =>
    agents.map((agent, index) => ({ name, fleet: index < 3 ? 'one' : 'two', agent })),
  );

  test.each(placed)(
    '$fleet/$agent.name on $name sees each value as it was written',
    async ({ name, fleet, agent }) => {
      const { harness } = await livingOf(host(name), fleet, agent.name);
      const pid = harness.split(' ')[0] ?? '';
      const environ = (await ofProcess(host(name), 'cat "/proc/$1/environ"', pid)).split('\0');
      for (const [variable, value] of Object.entries(agent.env)) {
        expect(environ.filter((pair) => pair.startsWith(`${variable}=`))).toEqual([`${variable}=${value}`]);
      }
      const cwd = await ofProcess(host(name), 'readlink -n "/proc/$1/cwd"', pid);
      expect(cwd).toBe(posix.normalize(agent.workdir.replace(/^~/, '/home/operator')));
      const instructions = environ.find((pair) => pair.startsWith('MOSAIC_INSTRUCTIONS='))?.split('=')[1];
      const path = `${hostPaths.root(fleet)}/${instructions}`;
      const text = await ofProcess(host(name), 'cat "$1"', path);
      // Who it is comes first, and white space around what was written is not kept.
      const who = text.slice(0, text.indexOf('\n'));
      expect(who).toMatch(new RegExp(`^You are ${agent.name}, `));
      const own = agent.instructions.trim();
      expect(text).toBe(own === '' ? `${who}\n` : `${who}\n\n${own}\n`);
    },
  );

  test.each(['alpha', 'beta'])('the systemd of %s has nothing to say of what is deployed', async (name) => {
    const verify =
      'systemd-analyze --user --man=no verify ~/.config/systemd/user/mosaic-*.service ~/.config/systemd/user/mosaic-*.target';
    const { code, stdout, stderr } = await run(host(name), ['sh', '-c', verify], {
      as: 'user',
      mayFail: true,
    });
    expect([code, stdout, stderr]).toEqual([0, '', '']);
  });
});

async function ofProcess(host: LabHost, script: string, about: string): Promise<string> {
  return (await run(host, ['sh', '-c', script, 'sh', about], { as: 'user' })).stdout;
}
