/** What the command ended with; scripts rely on the numbers. */
export const EXIT = { ok: 0, failed: 1, usage: 2, someHosts: 3, interrupted: 130 } as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** What to type next: one command, or several by label, e.g. `{ look: 'mosaic fleet logs a', retry: 'mosaic fleet deploy' }`. */
export type NextSteps = string | Readonly<Record<string, string>>;

export interface CliFailure {
  /** What failed, and the state now. Further lines are printed indented. */
  readonly message: string;
  readonly next?: NextSteps;
  /** `EXIT.failed` when not given. */
  readonly exitCode?: ExitCode;
}

/** An error that the user is meant to read: printed without a stack, in one place. Recognise it by `isCliError`. */
export interface CliError extends Error {
  readonly code: 'MOSAIC_CLI';
  readonly exitCode: ExitCode;
  readonly next?: NextSteps;
}

/** `throw cliError({ message, next, exitCode })` */
export function cliError(failure: CliFailure, cause?: unknown): CliError {
  const error = new Error(failure.message, cause === undefined ? undefined : { cause });
  return Object.assign(error, {
    code: 'MOSAIC_CLI' as const,
    exitCode: failure.exitCode ?? EXIT.failed,
    ...(failure.next === undefined ? {} : { next: failure.next }),
  });
}

export function isCliError(error: unknown): error is CliError {
  return error instanceof Error && 'code' in error && error.code === 'MOSAIC_CLI';
}
