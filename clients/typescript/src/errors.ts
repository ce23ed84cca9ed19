import type { Problem, ProblemCode } from './schemas.js';

/** The server refused: an RFC 9457 problem. `code` is stable and meant for programs, `detail` is for people. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly status: number;
  /** `unexpected_answer` when what answered was no Belfry server (a proxy in between, a wrong address). */
  readonly code: ProblemCode | 'unexpected_answer' | (string & {});
  readonly detail: string;
  /** What is wrong with which field; empty unless the code is `invalid_input`. */
  readonly errors: Problem['errors'];
  /** Names the request in the server's log; empty when the answer had none. */
  readonly requestId: string;
  /** When the server said how long to wait. */
  readonly retryAfterSeconds: number | undefined;

  constructor(problem: Omit<Problem, 'type' | 'title'>, retryAfterSeconds?: number) {
    const fields = problem.errors.map(({ path, message }) => `${path} ${message}`).join('; ');
    super(`${problem.status} ${problem.code}: ${problem.detail}${fields ? ` (${fields})` : ''}`);
    this.status = problem.status;
    this.code = problem.code;
    this.detail = problem.detail;
    this.errors = problem.errors;
    this.requestId = problem.requestId;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** No answer came, after all retries: the network failed, or the time was up. `cause` says which. */
export class ConnectionError extends Error {
  override readonly name = 'ConnectionError';
  readonly isTimeout: boolean;

  constructor(message: string, cause: unknown) {
    super(message, { cause });
    this.isTimeout = cause instanceof Error && cause.name === 'TimeoutError';
  }
}
