import type { Host } from './host.ts';
import type { Reading } from './read-written.ts';
import type { Runtime } from './runtime.ts';
import type { InventoryDraft } from './written-inventory.ts';
import type { PresetDraft } from './written-preset.ts';
import type { RosterDraft } from './written-roster.ts';

/** Staging hosts that stand in for those of the inventory. */
export interface Staging {
  readonly id: string;
  readonly hosts: readonly Host[];
}

/** Everything that a fleet is checked against, read by the caller. */
export interface FleetInput {
  readonly roster: Reading<RosterDraft>;
  readonly inventory: Reading<InventoryDraft>;
  /** The preset that the roster names; `null` when it names none, or one that does not exist. */
  readonly preset: Reading<PresetDraft> | null;
  /** Names of all presets that there are. */
  readonly presetNames: readonly string[];
  readonly runtimes: readonly Runtime[];
  /** Texts of the files that `instructionFilesOf` asks for; `null` for one that cannot be read as text. */
  readonly files: ReadonlyMap<string, string | null>;
  readonly staging: Staging | null;
}
