import { z } from 'zod';

// Every value is ready for its place in a unit: quoted where the key knows quotes, `%` doubled, and never more than a line.
const line = z.string().regex(/^[^\n\r\0]+$/);

const group = { description: line };
const service = { ...group, command: line };

/** What each template may name; a field that is `null` stands in `#if`. */
export const unitViews = {
  'fleet.target.hbs': z.strictObject(group),
  'boot.service.hbs': z.strictObject(service),
  'beat.service.hbs': z.strictObject({ ...service, target: line }),
  'agent.service.hbs': z.strictObject({
    ...service,
    target: line,
    /** Exists while the agent is stopped by intent. */
    stopMark: line,
    /** Relative to `$XDG_RUNTIME_DIR`. */
    runFolder: line,
    memoryMax: line.nullable(),
    cpuQuota: line.nullable(),
    tasksMax: line.nullable(),
  }),
} as const;

export type UnitView<T extends keyof typeof unitViews> = z.infer<(typeof unitViews)[T]>;
