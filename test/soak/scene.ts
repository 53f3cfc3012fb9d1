import { randomInt } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bind, labId } from '../../src/cli/lab/binding.ts';
import {
  createLab,
  downLab,
  hostOf,
  installLabPackages,
  type Lab,
  type LabHost,
  missingForLab,
} from '../../src/lab/index.ts';
import { writeLab } from '../../src/lab/record.ts';
import {
  type FleetDirectory,
  fleetDirectory,
  writeInventory,
  writeRoster,
} from '../lab/support/fleet-directory.ts';
import { type Sent, sendTo } from '../lab/support/messages.ts';
import { type Random, randomFrom } from '../lab/support/random.ts';

export interface PlacedAgent {
  readonly name: string;
  readonly host: string;
  readonly limits?: { readonly memory: string };
  readonly env?: Readonly<Record<string, string>>;
}

/** A fleet on a lab of its own, and all that must be remembered of it to check it. */
export interface Scene {
  readonly lab: Lab;
  readonly fleet: FleetDirectory;
  readonly name: string;
  readonly random: Random;
  /** As the roster has them; the first is the orchestrator. */
  agents: readonly PlacedAgent[];
  /** Every message that was sent, with what became of it. */
  readonly sent: Sent[];
  /** Each agent's conversation, once it has one: it never changes. */
  readonly sessions: Map<string, string>;
}

const SUITES = { w1: 'bookworm', w2: 'trixie', w3: 'bookworm' } as const;
const FIRST: readonly PlacedAgent[] = [
  { name: 'mos', host: 'w1' },
  { name: 'coder-1', host: 'w1' },
  { name: 'coder-2', host: 'w2' },
  { name: 'reviewer', host: 'w2' },
  { name: 'tester', host: 'w3' },
  { name: 'writer', host: 'w3' },
];

export function makeDirectory(): string {
  return mkdtempSync(join(tmpdir(), 'mosaic-soak-'));
}

/** Makes the lab of a fleet directory, and the fleet's roster; nothing is deployed yet. */
export async function makeScene(dir: string, seed: number, log: (line: string) => void): Promise<Scene> {
  await installLabPackages();
  const missing = await missingForLab();
  if (missing.length > 0)
    throw new Error(`this machine cannot run staging hosts:\n  ${missing.join('\n  ')}`);
  const hosts = Object.entries(SUITES).map(([name, suite]) => ({ name, suite, user: 'operator' }));
  const lab = await createLab({ id: labId(dir), hosts, log });
  await bind(dir, lab);
  writeInventory(dir, lab.hosts);
  const fleet = fleetDirectory(dir);
  const random = randomFrom(seed);
  const scene = {
    lab,
    fleet,
    name: 'soak',
    random,
    agents: FIRST,
    sent: [],
    sessions: new Map<string, string>(),
  };
  setAgents(scene, FIRST);
  return scene;
}

/** Writes the roster. */
export function setAgents(scene: Scene, agents: readonly PlacedAgent[]): void {
  scene.agents = agents;
  const [orchestrator, ...others] = agents;
  writeRoster(scene.fleet.dir, {
    fleet: scene.name,
    defaults: { runtime: 'echo', heartbeat: { every: '2s', stale: '6s' } },
    orchestrator,
    agents: others.map((agent) => ({ role: 'worker', ...agent })),
  });
}

export function hostFor(scene: Scene, name: string): LabHost {
  return hostOf(scene.lab, name);
}

/** Sends, and remembers what was told. */
export async function say(scene: Scene, agent: string, bytes: Uint8Array, wait: number): Promise<Sent> {
  const sent = await sendTo(scene.fleet, agent, bytes, wait);
  scene.sent.push(sent);
  return sent;
}

/** Gives the lab up to whoever looks into it. */
export async function keepScene({ lab }: Scene): Promise<void> {
  await writeLab({ ...lab, owner: null });
}

/** Removes a fleet directory and its lab, as far as they were made. */
export async function removeAll(dir: string): Promise<void> {
  await downLab(labId(dir));
  rmSync(dir, { recursive: true, force: true });
}

/** A seed of the day's own; said, so that it can be given again. */
export function drawSeed(): number {
  return randomInt(1_000_000);
}
