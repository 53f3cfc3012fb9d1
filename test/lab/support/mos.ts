import { expect, vi } from 'vitest';
import type { LabHost } from '../../../src/lab/index.ts';
import type { SeenMessage } from '../../support/discord/control.ts';
import type { StandIn } from '../../support/discord/stand-in.ts';
import type { ModelServer } from '../../support/model/server.ts';
import { onHost } from './deployed-host.ts';
import { type FleetOnLab, writeFleet } from './fleet.ts';
import { ADA, AGENT, CHANNEL, type MosServers, mosRoster, startServers, writeKeys } from './mos-parts.ts';

/** An orchestrator on Claude Code that is reached on Discord: the real harness, a model and a Discord of our own. */
export interface MosScene {
  readonly fleet: FleetOnLab;
  readonly discord: StandIn;
  readonly model: ModelServer;
  /** Says it in the channel; the id of the message. */
  readonly say: (text: string, user?: string) => Promise<string>;
  /** What the bot said in the channel after a message. */
  readonly answers: (after: string) => Promise<readonly SeenMessage[]>;
  /** Waits for one of them. */
  readonly answer: (after: string, like: RegExp | string, seconds?: number) => Promise<SeenMessage>;
  readonly state: (wanted: string, seconds?: number) => Promise<void>;
  /** A line of sh as the host's user. */
  readonly sh: (line: string) => Promise<string>;
  /** Texts that the model was asked with, whole requests each. */
  readonly asked: () => readonly string[];
  readonly close: () => Promise<void>;
}

/** Deploys it on a host: both servers listen where the host can reach them. */
export async function deployMos(host: LabHost, more: object = {}): Promise<MosScene> {
  const servers = await startServers(host);
  const fleet = writeFleet(mosRoster(host, servers, more), [host]);
  writeKeys(fleet.dir, servers);
  const lock = await fleet.mosaic(['harness', 'lock']);
  expect(lock.code, lock.stderr).toBe(0);
  const said = await fleet.mosaic(['deploy', '--yes', '--no-drain']);
  expect(said.code, `${said.stdout}${said.stderr}`).toBe(0);
  return scene(host, fleet, servers);
}

function scene(host: LabHost, fleet: FleetOnLab, { discord, model, close }: MosServers): MosScene {
  const answers = async (after: string) => {
    const all = await discord.control.messages(CHANNEL);
    return all.filter(({ id, author }) => author === discord.setup.bot && BigInt(id) > BigInt(after));
  };
  return {
    fleet,
    discord,
    model,
    say: (text, user = ADA) => discord.control.say({ user, channel: CHANNEL, text }),
    answers,
    answer: (after, like, seconds = 60) =>
      vi.waitFor(
        async () => {
          const all = await answers(after);
          const found = all.find(({ text }) =>
            typeof like === 'string' ? text.includes(like) : like.test(text),
          );
          if (found === undefined)
            throw new Error(`no answer like ${like} in ${JSON.stringify(all.map(({ text }) => text))}`);
          return found;
        },
        { timeout: seconds * 1000, interval: 100 },
      ),
    state: (wanted, seconds = 60) =>
      vi.waitFor(async () => expect((await fleet.row(AGENT)).state).toBe(wanted), {
        timeout: seconds * 1000,
        interval: 300,
      }),
    sh: (line) => onHost(host, line),
    asked: () => model.requests.map(({ conversation }) => JSON.stringify(conversation)),
    close,
  };
}
