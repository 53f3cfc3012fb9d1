import * as z from 'zod';

// Every value is ready for its place in a unit: quoted where the key knows quotes, `%` doubled, and never more than a line.
const line = z.string().regex(/^[^\n\r\0]+$/);

const group = { description: line };
const service = { ...group, command: line };

/** What each template may name; a field that is `null` stands in `#if`. */
export const unitViews = {
  'fleet.target.hbs': z.strictObject(group),
  'boot.service.hbs': z.strictObject(service),
  'beat.service.hbs': z.strictObject({ ...service, target: line }),
  'connector.service.hbs': z.strictObject({
    ...service,
    target: line,
    /** `NAME:PATH`. */
    credential: line,
  }),
  'courier.service.hbs': z.strictObject({ ...service, target: line }),
  'agent.service.hbs': z.strictObject({
    ...service,
    target: line,
    /** The sidecar's unit, which makes the agent's folders. */
    beat: line,
    /** Exists while the agent is stopped by intent. */
    stopMark: line,
    /** Relative to `$XDG_RUNTIME_DIR`. */
    runFolder: line,
    /** `NAME:PATH` each. */
    credentials: z.array(line),
    memoryMax: line.nullable(),
    cpuQuota: line.nullable(),
    tasksMax: line.nullable(),
    /** Lists of quoted paths. */
    writable: line.nullable(),
    hidden: line.nullable(),
    fleetState: line.nullable(),
    ownState: line.nullable(),
  }),
} as const;

export type UnitView<T extends keyof typeof unitViews> = z.infer<(typeof unitViews)[T]>;
