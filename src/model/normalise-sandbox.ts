import type { Sandbox } from './fleet.ts';
import { ALWAYS_HIDDEN, HIDDEN } from './sandbox-paths.ts';
import type { WrittenAgent, WrittenRoster } from './written-roster.ts';

export type WrittenSandbox = NonNullable<WrittenAgent['sandbox']>;

/** What an agent's sandbox says: each key is the agent's own, or the default's. */
export function writtenSandbox(
  agent: Pick<WrittenAgent, 'sandbox'>,
  defaults: WrittenRoster['defaults'],
): WrittenSandbox {
  return { ...defaults?.sandbox, ...agent.sandbox };
}

export function sandboxOf(
  agent: Pick<WrittenAgent, 'sandbox'>,
  defaults: WrittenRoster['defaults'],
): Sandbox {
  const { write = [], hide = [], read = [], disabled = false } = writtenSandbox(agent, defaults);
  if (disabled !== false) return { disabled, write: [], hide: [] };
  const hidden = [...HIDDEN, ...hide].filter((path) => !read.includes(path));
  return { disabled: null, write: sorted(write), hide: sorted([...hidden, ALWAYS_HIDDEN]) };
}

function sorted(paths: readonly string[]): readonly string[] {
  return [...new Set(paths)].sort();
}
