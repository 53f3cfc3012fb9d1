import { setTimeout as pause } from 'node:timers/promises';
import { boot, freeze, heal, kill, type LabHost, partition, thaw } from '../../../src/lab/index.ts';
import type { MosScene } from './mos.ts';
import type { Random } from './random.ts';

export interface StruckMos {
  readonly mos: MosScene;
  readonly host: LabHost;
  readonly random: Random;
}

const POSTS = { method: 'POST', path: '/messages$' };
const CLAUDE = `$(sed -n 's/^pid=//p' "$XDG_RUNTIME_DIR"/mosaic/*/*/run)`;

/** What befalls an orchestrator on Discord; each comes back when the fault itself is over, and its consequences may not be. */
export const mosFaults: Readonly<Record<string, (struck: StruckMos) => Promise<unknown>>> = {
  'connector killed': ({ mos }) => killUnit(mos, 'connector-mos-discord'),
  'connector killed again': async ({ mos, random }) => {
    await killUnit(mos, 'connector-mos-discord');
    // It starts again after a second: once before it has a link, once at the work that it took up again.
    await pause(1000 + random.below(2000));
    await killUnit(mos, 'connector-mos-discord');
  },
  'courier killed': ({ mos }) => killUnit(mos, 'courier'),
  'Claude killed': ({ mos }) => mos.sh(`kill -9 ${CLAUDE}`),
  'chat server killed': ({ mos }) => mos.sh(`pkill -9 -f 'objects/[0-9a-f]* discord home mos'`),
  'connections dropped': ({ mos }) => mos.discord.control.drop(null),
  'resume refused': async ({ mos }) => {
    await mos.discord.control.refuseResumes(1);
    await mos.discord.control.drop(null);
  },
  'Discord down': async ({ mos, random }) => {
    const ms = 2000 + random.below(3000);
    await mos.discord.control.refuse(ms);
    await pause(ms);
  },
  'answer of a post lost': ({ mos }) =>
    mos.discord.control.fault({ ...POSTS, count: 1, does: { kind: 'lose-answer' } }),
  'platform says 503': ({ mos }) =>
    mos.discord.control.fault({ ...POSTS, count: 2, does: { kind: 'status', status: 503 } }),
  'platform says 429': ({ mos }) =>
    mos.discord.control.fault({ ...POSTS, count: 1, does: { kind: 'limit', seconds: 1, global: false } }),
  'host cut off': async ({ host, random }) => {
    await partition(host);
    await pause(2000 + random.below(3000));
    await heal(host);
  },
  'host frozen': async ({ host, random }) => {
    await freeze(host);
    await pause(2000 + random.below(3000));
    await thaw(host);
  },
  'power cut': async ({ host }) => {
    await kill(host);
    await boot(host);
  },
};

// Between two lives it has nothing to kill.
function killUnit(mos: MosScene, unit: string): Promise<string> {
  const kill = `systemctl --user kill -s KILL --kill-whom=main-fail mosaic-home-${unit}.service`;
  return mos.sh(`until ${kill} 2>/dev/null; do sleep 0.1; done`);
}
