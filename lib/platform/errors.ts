/** One table of what can go wrong: API, forms and docs all read it. */
export const ERROR_TABLE = {
  bad_request: { status: 400, title: 'The request could not be read' },
  unauthenticated: { status: 401, title: 'Sign in or send an API key' },
  forbidden: { status: 403, title: 'Not allowed' },
  origin_not_allowed: { status: 403, title: 'This origin is not allowed for the site' },
  not_found: { status: 404, title: 'Not found' },
  method_not_allowed: { status: 405, title: 'Method not allowed' },
  conflict: { status: 409, title: 'Conflict with what is stored' },
  endpoint_taken: { status: 409, title: 'This endpoint is registered with other keys' },
  campaign_not_editable: { status: 409, title: 'The campaign can no longer be edited' },
  campaign_wrong_state: { status: 409, title: 'The campaign is not in a state that allows this' },
  already_set_up: { status: 409, title: 'An owner exists already' },
  request_in_progress: { status: 409, title: 'The first request with this Idempotency-Key is still running' },
  precondition_failed: { status: 412, title: 'It was changed since it was read' },
  payload_too_large: { status: 413, title: 'The request body is too large' },
  unsupported_media_type: { status: 415, title: 'Unsupported content type' },
  invalid_input: { status: 422, title: 'Some fields are not valid' },
  idempotency_key_reused: { status: 422, title: 'This Idempotency-Key was used with another request' },
  too_many_requests: { status: 429, title: 'Too many requests' },
  internal: { status: 500, title: 'Something went wrong on our side' },
  unavailable: { status: 503, title: 'Temporarily unavailable' },
} as const;

export type ErrorCode = keyof typeof ERROR_TABLE;

/** What is wrong with one field; `path` is dotted (`message.actions.0.url`). */
export interface FieldProblem {
  path: string;
  message: string;
}

interface AppErrorOptions {
  /** One sentence for the person: what happened and what to do. */
  detail?: string;
  fields?: FieldProblem[];
  retryAfterSeconds?: number;
  cause?: unknown;
}

/** The one error class of the domain; edges turn it into RFC 9457 problems or form messages. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly detail: string;
  readonly fields: FieldProblem[];
  readonly retryAfterSeconds: number | undefined;

  constructor(code: ErrorCode, options: AppErrorOptions = {}) {
    super(`${code}: ${options.detail ?? ERROR_TABLE[code].title}`, { cause: options.cause });
    this.name = 'AppError';
    this.code = code;
    this.detail = options.detail ?? ERROR_TABLE[code].title;
    this.fields = options.fields ?? [];
    this.retryAfterSeconds = options.retryAfterSeconds;
  }

  get status(): number {
    return ERROR_TABLE[this.code].status;
  }
}
