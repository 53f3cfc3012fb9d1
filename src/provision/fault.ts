import { isRemoteError } from '../remote/transport.ts';

/** Why nothing could be learned of a host, or done there, and what to type. */
export interface Fault {
  readonly why: string;
  readonly next: string;
}

/** Thrown for what a host answered and should not have: not a broken connection, which is a RemoteError. */
interface HostError extends Error {
  readonly code: 'HOST_ANSWER';
  readonly next: string;
}

export function hostError(message: string, next: string): HostError {
  return Object.assign(new Error(message), { code: 'HOST_ANSWER' as const, next });
}

/** The fault that an error stands for; `null` for a bug, which is to be thrown on. */
export function faultOf(error: unknown): Fault | null {
  if (isRemoteError(error) || isHostError(error)) return { why: error.message, next: error.next };
  return null;
}

function isHostError(error: unknown): error is HostError {
  return error instanceof Error && 'code' in error && error.code === 'HOST_ANSWER';
}
