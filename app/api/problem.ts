import { HTTPException } from 'hono/http-exception';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { Problem } from '@/lib/contracts/problems';
import { env } from '@/lib/platform/env';
import { errorKind } from '@/lib/platform/error-kind';
import { AppError, ERROR_TABLE, type ErrorCode } from '@/lib/platform/errors';
import { log } from '@/lib/platform/log';
import { createRateLimiter } from '@/lib/platform/rate-limit';
import type { ApiContext } from './framework';
import { problemType } from './problem-docs';

/** While the database is away each receipt of a large campaign would be a line with a stack, all saying the same. */
const outageLines = createRateLimiter({ capacity: 50, perSecond: 1 });

export interface ProblemAnswer {
  problem: Problem;
  status: number;
  headers: Record<string, string>;
  body: string;
}

/** The answer to an error, whatever was thrown: a problem (RFC 9457) that never shows our insides. */
export function problemAnswer(c: ApiContext, thrown: unknown): Response {
  const request = { requestId: c.var.requestId, method: c.req.method, path: c.req.path };
  const { status, headers, body } = describeProblem(request, thrown);
  // By the context, so that the headers set before the fault (RateLimit) stay.
  return c.body(body, status as ContentfulStatusCode, headers);
}

/** The same without Hono's context; logs what is our fault. */
export function describeProblem(
  request: { requestId: string; method: string; path: string },
  thrown: unknown,
): ProblemAnswer {
  const error = asAppError(thrown);
  if (error.status >= 500 && (error.code !== 'unavailable' || outageLines.take('').allowed)) {
    const { requestId, method } = request;
    log.error({ err: thrown, requestId, method, path: loggedPath(request.path) }, 'request failed');
  }
  const problem: Problem = {
    type: problemType(env().publicUrl, error.code),
    title: ERROR_TABLE[error.code].title,
    status: error.status,
    code: error.code,
    detail: error.detail,
    errors: error.fields,
    requestId: request.requestId,
  };
  return {
    problem,
    status: error.status,
    headers: {
      'Content-Type': 'application/problem+json',
      ...(error.retryAfterSeconds !== undefined && { 'Retry-After': String(error.retryAfterSeconds) }),
      ...(error.code === 'unauthenticated' && { 'WWW-Authenticate': 'Bearer realm="Belfry"' }),
      // What is left of a refused body is not read, so the connection cannot be used again.
      ...(error.code === 'payload_too_large' && { Connection: 'close' }),
    },
    body: JSON.stringify(problem),
  };
}

/** A click's address is a token, and tokens are not logged; nor are your ids of people, which may be their addresses. */
export function loggedPath(path: string): string {
  return path.replace(/^\/c\/.*/, '/c/…').replace(/((?:external|endpoint)(?::|%3a)|\/external_id\/)[^/]+/gi, '$1…');
}

const CODE_OF_STATUS: Record<number, ErrorCode> = {
  400: 'bad_request',
  413: 'payload_too_large',
  415: 'unsupported_media_type',
};

/** What was thrown, as an error of the table. */
export function asAppError(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown;
  // Thrown by Hono's own parts: malformed JSON, media type, body limit.
  if (thrown instanceof HTTPException) {
    return new AppError(CODE_OF_STATUS[thrown.status] ?? (thrown.status < 500 ? 'bad_request' : 'internal'));
  }
  switch (errorKind(thrown)) {
    case 'unavailable':
      return new AppError('unavailable', {
        detail: 'The database or the queue does not answer. Nothing was lost; try again shortly.',
        retryAfterSeconds: 5,
        cause: thrown,
      });
    case 'unstorable_text':
      return new AppError('invalid_input', { detail: 'A text contains a NUL character or is not valid Unicode.' });
    case 'row_gone':
      return new AppError('not_found', { cause: thrown });
    case 'other':
      return new AppError('internal', { detail: 'The fault was logged under the request id.', cause: thrown });
  }
}
