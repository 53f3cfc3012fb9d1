import { Command } from '@commander-js/extra-typings';
import type { VerifyDocument } from '../../model/contract-deploy.ts';
import { isWrong } from '../../provision/findings-drop-in.ts';
import { verifyFleet } from '../../provision/verify-fleet.ts';
import { compileFleet } from '../compile-fleet.ts';
import { addExample } from '../example.ts';
import { withHosts } from '../open-hosts.ts';
import { readShared } from '../options.ts';
import { say } from '../say.ts';
import { chosenHosts } from './chosen-hosts.ts';
import { deployScripts } from './deploy-actor.ts';
import { exitCodeOf } from './outcome-lines.ts';
import { verifyDocument, verifyLines } from './verify-lines.ts';

/** `mosaic fleet verify [HOST…]` */
export function verifyCommand() {
  const command = new Command('verify')
    .description(
      'Check that each host is and runs what the roster says: files, units, processes, heartbeats.',
    )
    .argument('[host...]', 'only these hosts')
    .action(async (names, _options, self) => {
      const shared = readShared(self);
      const compiled = await compileFleet(shared);
      const found = await withHosts((hosts) => {
        const chosen = chosenHosts(compiled, names, hosts);
        const carrying = chosen.filter(({ host, bundle }) => bundle !== null || names.includes(host));
        return verifyFleet(carrying, deployScripts(), compiled.fleet.name);
      });
      say<VerifyDocument>(shared, verifyDocument(compiled.fleet.name, found), (style) =>
        verifyLines(found, style),
      );
      const bad = found.filter((host) => host.result === 'unreachable' || host.findings.some(isWrong));
      process.exitCode = exitCodeOf(bad.length, found.length);
    });
  return addExample(command, 'mosaic fleet verify', 'mosaic fleet verify dragon-lin --json');
}
