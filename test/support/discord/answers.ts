/** What a route answers. `headers` beside those of the rate limit. */
export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** A fault of the caller: Discord's numbered errors. */
export interface Refusal {
  readonly status: number;
  readonly code: number;
  readonly message: string;
  readonly errors?: unknown;
}

export const ok = (body: unknown, status = 200): Answer => ({ status, body });
export const NOTHING: Answer = { status: 204, body: undefined };

export function refuse({ status, ...body }: Refusal): Answer {
  return { status, body };
}

export const UNKNOWN_CHANNEL = refuse({ status: 404, code: 10003, message: 'Unknown Channel' });
export const UNKNOWN_SERVER = refuse({ status: 404, code: 10004, message: 'Unknown Guild' });
export const UNKNOWN_MEMBER = refuse({ status: 404, code: 10007, message: 'Unknown Member' });
export const UNKNOWN_MESSAGE = refuse({ status: 404, code: 10008, message: 'Unknown Message' });
export const UNKNOWN_WEBHOOK = refuse({ status: 404, code: 10015, message: 'Unknown Webhook' });
export const UNKNOWN_INTERACTION = refuse({ status: 404, code: 10062, message: 'Unknown interaction' });
export const ALREADY_ANSWERED = refuse({
  status: 400,
  code: 40060,
  message: 'Interaction has already been acknowledged.',
});
export const MISSING_ACCESS = refuse({ status: 403, code: 50001, message: 'Missing Access' });
export const NOT_AUTHOR = refuse({
  status: 403,
  code: 50005,
  message: 'Cannot edit a message authored by another user',
});
export const EMPTY_MESSAGE = refuse({ status: 400, code: 50006, message: 'Cannot send an empty message' });
export const MISSING_PERMISSIONS = refuse({ status: 403, code: 50013, message: 'Missing Permissions' });
export const NO_ROUTE = refuse({ status: 404, code: 0, message: '404: Not Found' });
export const NO_TOKEN = refuse({ status: 401, code: 0, message: '401: Unauthorized' });

/** A field of the body is wrong. */
export function badForm(field: string, code: string, message: string): Answer {
  const errors = { [field]: { _errors: [{ code, message }] } };
  return refuse({ status: 400, code: 50035, message: 'Invalid Form Body', errors });
}
