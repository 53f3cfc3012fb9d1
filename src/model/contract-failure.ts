import * as z from 'zod';

const problem = z.object({
  severity: z.enum(['error', 'warning']),
  message: z.string(),
  hint: z.string().nullable(),
  file: z.string().nullable(),
  line: z.int().min(1).nullable(),
  column: z.int().min(1).nullable(),
});

/** What any command prints with `--json` when it fails before it has a document of its own; one line. */
export const failureSchema = z
  .object({
    version: z.literal(1),
    error: z.object({
      message: z.string().describe('what failed, and the state now; may have several lines'),
      next: z.record(z.string(), z.string()).describe('what to type next, by label'),
      exitCode: z.int().min(1),
    }),
    problems: z
      .array(problem)
      .describe('faults in the files of the fleet directory, where they are the cause'),
  })
  .meta({ title: 'Output of any command with --json that fails' });

export type FailureDocument = z.infer<typeof failureSchema>;
