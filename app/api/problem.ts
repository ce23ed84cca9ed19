import { HTTPException } from 'hono/http-exception';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { Problem } from '@/lib/contracts/problems';
import { errorKind } from '@/lib/platform/error-kind';
import { AppError, ERROR_TABLE, type ErrorCode } from '@/lib/platform/errors';
import { log } from '@/lib/platform/log';
import type { ApiContext } from './framework';

/** The answer to an error, whatever was thrown: a problem (RFC 9457) that never shows our insides. */
export function problemAnswer(c: ApiContext, thrown: unknown): Response {
  const error = asAppError(thrown);
  if (error.status >= 500) {
    // A click's address is a token, and tokens are not logged.
    const path = c.req.path.replace(/^\/c\/.*/, '/c/…');
    log.error({ err: thrown, requestId: c.var.requestId, method: c.req.method, path }, 'request failed');
  }
  const problem: Problem = {
    type: `urn:belfry:problem:${error.code}`,
    title: ERROR_TABLE[error.code].title,
    status: error.status,
    code: error.code,
    detail: error.detail,
    errors: error.fields,
    requestId: c.var.requestId,
  };
  if (error.retryAfterSeconds !== undefined) c.header('Retry-After', String(error.retryAfterSeconds));
  if (error.code === 'unauthenticated') c.header('WWW-Authenticate', 'Bearer realm="Belfry"');
  // What is left of a refused body is not read, so the connection cannot be used again.
  if (error.code === 'payload_too_large') c.header('Connection', 'close');
  // By the context, so that the headers set before the fault (RateLimit) stay.
  return c.body(JSON.stringify(problem), error.status as ContentfulStatusCode, {
    'Content-Type': 'application/problem+json',
  });
}

const CODE_OF_STATUS: Record<number, ErrorCode> = {
  400: 'bad_request',
  413: 'payload_too_large',
  415: 'unsupported_media_type',
};

function asAppError(thrown: unknown): AppError {
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
