import { runFolder } from '../model/unit-name.ts';

/** tmux socket of an agent, relative to `$XDG_RUNTIME_DIR`. */
export function socketOf(fleet: string, agent: string): string {
  return `${runFolder(fleet, agent)}/tmux`;
}
