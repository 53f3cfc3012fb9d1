import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ManifestAgent } from '../../model/bundle.ts';
import type { HookWord } from '../../model/decide-follow.ts';
import type { AgentSight } from '../../model/decide-mail.ts';
import { integerOf, parseRecord } from '../../model/record.ts';
import type { Here } from '../here.ts';
import { readPlainFile } from '../plain-file.ts';

export interface Sight extends AgentSight {
  readonly agent: ManifestAgent | null;
  readonly word: HookWord;
}

/** What can be seen of an agent without asking its terminal. `agent`: as it is deployed, `null` where it is not. */
export async function sightOf(here: Here, name: string, agent: ManifestAgent | null): Promise<Sight> {
  const folder = join(here.state, 'agents', name);
  const hook = parseRecord((await readPlainFile(join(folder, 'hook'), 16_000)) ?? '');
  const word = { state: hook['state'] ?? '', turn: integerOf(hook, 'turn') };
  return {
    name,
    agent,
    word,
    deployed: agent !== null,
    stopped: await exists(join(folder, 'stopped')),
    running: agent !== null && (await exists(join(runtimeFolder(), agent.socket))),
    hook: word.state,
    screen: null,
  };
}

/** `$XDG_RUNTIME_DIR`, as scripts of ours take it. */
function runtimeFolder(): string {
  return process.env['XDG_RUNTIME_DIR'] || `/run/user/${process.getuid?.() ?? 0}`;
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
