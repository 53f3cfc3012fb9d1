import * as z from 'zod';

const release = z.string().nullable().describe('64 hex digits; null: none');
const next = z.string().nullable().describe('the command that helps');
const finding = z.object({
  kind: z.string().describe('e.g. link-missing, unit-failed, no-beat'),
  text: z.string(),
  next,
});

const plannedHost = z.object({
  host: z.string(),
  result: z
    .enum(['unchanged', 'changes', 'lacks', 'impossible', 'unreachable'])
    .describe('impossible: of a rollback, to a release that is not on the host'),
  from: release,
  to: release,
  agents: z.array(
    z.object({
      mark: z.enum(['+', '~', '-']),
      agent: z.string(),
      text: z.string(),
      restarts: z.boolean(),
    }),
  ),
  connectors: z.array(
    z.object({
      mark: z.enum(['+', '~', '-']),
      connector: z.string(),
      text: z.string(),
      restarts: z.boolean(),
    }),
  ),
  secrets: z
    .array(
      z.object({
        secret: z.string(),
        change: z.enum(['new', 'changed', 'removed']),
        restarts: z.array(z.string()).describe('agents and connectors that use it and start again'),
      }),
    )
    .describe('never values'),
  harnesses: z
    .array(
      z.object({
        harness: z.string(),
        version: z.string(),
        change: z.enum(['install', 'repair']).describe('repair: what is there was changed, and is replaced'),
      }),
    )
    .describe('installed before all else, beside other versions'),
  starts: z.array(z.string()).describe('agents that start or start again'),
  drift: z.array(finding).describe('what was changed on the host since the last deploy'),
  local: z.array(finding).describe('what is the host’s own beside it, and is kept'),
  changes: z.array(z.string()).describe('everything that would be done, in order'),
  lacks: z.array(finding).describe('why the host cannot be deployed to'),
  unrelated: z
    .object({
      commit: z.string(),
      by: z.string().describe('user@machine, who acted last on the host'),
      next: z.string().describe('what brings that commit here'),
    })
    .nullable()
    .describe('the commit that was deployed there and is not in this clone: a deploy is refused'),
  why: z.string().nullable(),
  next,
});

/** What `mosaic fleet plan --json` prints. Fields may be added; what is here keeps its name and meaning. */
export const planSchema = z
  .object({ version: z.literal(1), fleet: z.string(), hosts: z.array(plannedHost) })
  .meta({ title: 'Output of mosaic fleet plan --json' });

const deployedHost = z.object({
  host: z.string(),
  result: z
    .enum(['unchanged', 'deployed', 'deferred', 'held', 'rolled-back', 'refused', 'unreachable'])
    .describe('deferred: nothing was changed, for agents are busy; held: nothing was, the canary failed'),
  from: release,
  to: release,
  starts: z.array(z.string()),
  deferred: z
    .array(z.object({ agent: z.string(), state: z.string() }))
    .describe('agents that were busy to the end of their drain, and go on as they were'),
  why: z.string().nullable(),
  agent: z.string().nullable().describe('the agent that made it fail'),
  log: z.array(z.string()).describe('last lines of its log; text of the agent, not to be trusted'),
  differs: z.array(z.string()).describe('in what the host differs from before, after a rollback'),
  undecided: z.boolean().describe('the connection broke after the switch: the host decides by itself'),
  next,
});

/** What `mosaic fleet deploy --json` and `rollback --json` print. */
export const deploySchema = z
  .object({ version: z.literal(1), fleet: z.string(), hosts: z.array(deployedHost) })
  .meta({ title: 'Output of mosaic fleet deploy --json' });

const verifiedHost = z.object({
  host: z.string(),
  reachable: z.boolean(),
  release,
  ok: z.boolean(),
  findings: z.array(finding).describe('what is not as deployed, and what is local: that is no fault'),
  why: z.string().nullable(),
  next,
});

/** What `mosaic fleet verify --json` prints. */
export const verifySchema = z
  .object({ version: z.literal(1), fleet: z.string(), hosts: z.array(verifiedHost) })
  .meta({ title: 'Output of mosaic fleet verify --json' });

const act = z.object({
  at: z.int().min(0).describe('seconds since 1970, by the host’s clock'),
  host: z.string(),
  act: z.string().describe('apply, confirm, revert, and what else is done to a fleet'),
  from: release,
  to: release,
  by: z.string(),
  where: z.string().describe('the machine that it was typed on'),
  commit: z
    .object({ id: z.string(), dirty: z.boolean().describe('with changes that were not committed') })
    .nullable()
    .describe('of the fleet directory; null: it was in no git work tree'),
  why: z.string(),
});

/** What `mosaic fleet history --json` prints. */
export const historySchema = z
  .object({
    version: z.literal(1),
    fleet: z.string(),
    acts: z.array(act).describe('oldest first'),
    faults: z.array(z.object({ host: z.string(), why: z.string(), next: z.string() })),
  })
  .meta({ title: 'Output of mosaic fleet history --json' });

export type HistoryDocument = z.infer<typeof historySchema>;
export type PlanDocument = z.infer<typeof planSchema>;
export type DeployDocument = z.infer<typeof deploySchema>;
export type VerifyDocument = z.infer<typeof verifySchema>;
