/** Names of agents, hosts, roles and presets: they stand in unit names, paths and commands. At most 63 characters. */
export const NAME = /^(?=.{1,63}$)[a-z]([a-z0-9-]*[a-z0-9])?$/;

/**
 * A fleet's name, at most 40 characters. The words `agent` and `connector` between hyphens would let one unit name be read in two
 * ways: `mosaic-a-agent-b-agent-c.service` is agent `b-agent-c` of fleet `a`, or agent `c` of fleet `a-agent-b`.
 */
export const FLEET_NAME = /^(?=.{1,40}$)(?!(.*-)?(agent|connector)(-|$))[a-z]([a-z0-9-]*[a-z0-9])?$/;

/** The nearest valid name to what was written, or `null` where nothing of it can be kept. */
export function asName(written: string): string | null {
  const name = written
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+/, '')
    .slice(0, 63)
    .replace(/-+$/, '');
  return NAME.test(name) ? name : null;
}
