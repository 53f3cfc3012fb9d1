import type { HarnessLock } from '../model/harness-lock.ts';
import type { ProgramName } from '../model/host-programs.ts';
import type { ToolName } from '../model/host-tools.ts';
import type { Runtime } from '../model/runtime.ts';

/** The files of `templates/systemd/` that units are made from. */
export const UNIT_TEMPLATES = [
  'agent.service.hbs',
  'beat.service.hbs',
  'boot.service.hbs',
  'connector.service.hbs',
  'courier.service.hbs',
  'fleet.target.hbs',
] as const;

export type UnitTemplate = (typeof UNIT_TEMPLATES)[number];

/** The files of `templates/sh/` that hosts run. */
export const SCRIPTS = [
  'agent-end.sh',
  'agent-record.sh',
  'agent-run.sh',
  'beat.sh',
  'hook.sh',
  'poke.sh',
  'recover.sh',
] as const;

export type Script = (typeof SCRIPTS)[number];

/** All texts that a bundle is made from, besides the fleet itself: shipped ones, or the fleet directory's own. */
export interface Sources {
  readonly units: Readonly<Record<UnitTemplate, string>>;
  readonly scripts: Readonly<Record<Script, string>>;
  /** Each is the whole text of one program. */
  readonly tools: Readonly<Record<ToolName, string>>;
  readonly tmuxConf: string;
  /** Those that the fleet's hosts run, and no others need be there. */
  readonly programs: Readonly<Partial<Record<ProgramName, string>>>;
  /** Sorted by name. */
  readonly runtimes: readonly Runtime[];
  /** What each harness installs: the fleet directory's own lock, then the shipped one. */
  readonly lock: HarnessLock;
}
