import { expand } from '../../generate/expand.ts';
import { inventoryText } from '../../generate/inventory-text.ts';
import { applyChanges, describeChange, mergeChanges } from '../../generate/merge-roster.ts';
import { putConnectors } from '../../model/edit-connectors.ts';
import { editYaml } from '../../model/edit-yaml.ts';
import { type Problem, type Result, succeed } from '../../model/problem.ts';
import { readInventory } from '../../model/read-inventory.ts';
import { readRoster } from '../../model/read-roster.ts';
import type { WrittenPreset } from '../../model/written-preset.ts';
import type { InitFlags } from './flags.ts';

/** The files of a fleet directory as they are; `null` for those that are not there. */
export interface InitFiles {
  readonly roster: string | null;
  readonly inventory: string | null;
  readonly gitignore: string | null;
  /** The inventory that ships as an example. */
  readonly example: string;
}

export interface InitContext {
  readonly files: InitFiles;
  /** What problems call the files. */
  readonly names: { readonly roster: string; readonly inventory: string };
  /** The preset that was asked for, or the one for a new roster; `null` when an existing roster keeps its own. */
  readonly preset: WrittenPreset | null;
  /** The preset that an existing roster names. */
  readonly before: WrittenPreset | null;
  /** The name and runtime of a new fleet that says nothing about them. */
  readonly fallback: { readonly fleet: string; readonly runtime: string };
}

export interface InitPlan {
  readonly roster: string;
  readonly inventory: string;
  readonly gitignore: string;
  /** A line for each change of what was there. */
  readonly changes: readonly string[];
  /** What was asked for and is left as it is, and why. */
  readonly kept: readonly string[];
}

/** What `init` writes. A file that is there changes only by what was asked for; comments, order and quoting stay. */
export function planInit(context: InitContext, flags: InitFlags): Result<InitPlan> {
  const inventory = planInventory(context, flags);
  if (!inventory.ok) return inventory;
  const base = planRoster(context, flags, inventory.value.text);
  if (!base.ok) return base;
  const roster = withConnectors(context, flags, base.value);
  if (!roster.ok) return roster;
  return succeed({
    roster: roster.value.text,
    inventory: inventory.value.text,
    gitignore: ignoring(context.files.gitignore),
    changes: [...roster.value.changes, ...inventory.value.changes],
    kept: inventory.value.kept,
  });
}

interface Planned {
  readonly text: string;
  readonly changes: readonly string[];
}

function planInventory(
  { files, names }: InitContext,
  { hosts }: InitFlags,
): Result<Planned & { readonly kept: readonly string[] }> {
  if (files.inventory === null) {
    const written = Object.fromEntries(hosts.map(({ name, host }) => [name, host]));
    const text = hosts.length === 0 ? files.example : inventoryText(written);
    return succeed({ text, changes: [], kept: [] });
  }
  const { draft, problems } = readInventory(names.inventory, files.inventory);
  if (hasError(problems)) return { ok: false, problems };
  const known = draft?.hosts ?? {};
  const fresh = hosts.filter(({ name }) => !Object.hasOwn(known, name));
  const edits = fresh.map(({ name, host }) => ({ kind: 'set' as const, path: ['hosts', name], value: host }));
  const edited = editYaml(names.inventory, files.inventory, edits);
  if (!edited.ok) return edited;
  return succeed({
    text: edited.value,
    changes: fresh.map(({ name, host }) => `+ host ${name}, ${host.address ?? 'local'}`),
    kept: hosts
      .filter(({ name }) => Object.hasOwn(known, name))
      .map(({ name }) => `host ${name} is in the inventory already; it stays as it is`),
  });
}

function planRoster(context: InitContext, flags: InitFlags, inventory: string): Result<Planned> {
  const { files, names, preset, before, fallback } = context;
  const known = Object.keys(readInventory(names.inventory, inventory).draft?.hosts ?? {});
  const { fleet, runtime, orchestrator } = flags;
  if (files.roster === null) {
    if (preset === null) throw new TypeError('a new roster needs a preset');
    const hosts = flags.hosts.length > 0 ? flags.hosts.map(({ name }) => name) : known;
    const answers = {
      fleet: fleet ?? fallback.fleet,
      hosts,
      orchestrator,
      runtime: runtime ?? fallback.runtime,
    };
    return succeed({ text: expand(answers, preset), changes: [] });
  }
  const { draft, problems } = readRoster(names.roster, files.roster);
  if (draft === null || hasError(problems)) return { ok: false, problems };
  const changes = mergeChanges(draft, before, { fleet, runtime, orchestrator, preset, hosts: known });
  const merged = applyChanges({ file: names.roster, text: files.roster }, changes);
  return merged.ok ? succeed({ text: merged.value, changes: changes.map(describeChange) }) : merged;
}

/** Of a new roster nothing is listed: all of it is new. */
function withConnectors({ files, names }: InitContext, flags: InitFlags, base: Planned): Result<Planned> {
  if (flags.connectors.length === 0) return succeed(base);
  const leader = readRoster(names.roster, base.text).draft?.orchestrator?.name ?? 'mos';
  const wanted = flags.connectors.map((connector) => connector(leader));
  const edited = putConnectors({ file: names.roster, text: base.text }, wanted);
  if (!edited.ok) return edited;
  const changes = files.roster === null ? [] : edited.value.changes;
  return succeed({ text: edited.value.text, changes: [...base.changes, ...changes] });
}

function hasError(problems: readonly Problem[]): boolean {
  return problems.some(({ severity }) => severity === 'error');
}

// Local state: which hosts stand in for the real ones, and what was seen last.
const IGNORED = '.mosaic/';

function ignoring(text: string | null): string {
  if (text === null) return `${IGNORED}\n`;
  const isThere = text.split(/\r?\n/).some((line) => line === IGNORED || line === '.mosaic');
  return isThere ? text : `${text}${text === '' || text.endsWith('\n') ? '' : '\n'}${IGNORED}\n`;
}
