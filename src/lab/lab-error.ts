/** An error that the user is meant to read, with the state now in its message. Recognise it by `isLabError`. */
export interface LabError extends Error {
  readonly code: 'MOSAIC_LAB';
  /** What to type next. */
  readonly next: string;
}

export function labError(message: string, next: string, cause?: unknown): LabError {
  const error = new Error(message, cause === undefined ? undefined : { cause });
  return Object.assign(error, { code: 'MOSAIC_LAB' as const, next });
}

export function isLabError(error: unknown): error is LabError {
  return error instanceof Error && 'code' in error && error.code === 'MOSAIC_LAB';
}

export function offError(name: string): LabError {
  return labError(`${name} is off`, `mosaic lab boot ${name}`);
}
