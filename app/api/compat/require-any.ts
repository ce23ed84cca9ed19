import type { MiddlewareHandler } from 'hono';
import { authorize } from '@/lib/accounts/authorize';
import { can } from '@/lib/accounts/can';
import type { Action } from '@/lib/contracts/actors';
import { parseJson } from '@/lib/platform/parse-json';
import { authenticateToken } from '../authenticate';
import { type ApiContext, type ApiEnv, requireMediaType } from '../framework';
import { answerOnce } from '../idempotency';
import { limitRate, type RateName } from '../limit-rate';
import { readText } from '../read-text';

/** How the clients of one service send what ours send otherwise. */
export interface Dialect {
  /** What stands before the key in the Authorization header. */
  schemes: readonly string[];
  /** The idempotency key of a request, where the service has one. */
  readIdempotencyKey?: (body: unknown) => string | undefined;
}

/**
 * Middleware of the compatible routes, as `requireScope` is of /api/v1: who calls, how often, and is one of the
 * permissions there? The library functions ask for the exact one. Sets `c.var.actor`.
 * @throws AppError `unauthenticated`, `too_many_requests`, `forbidden`, `unsupported_media_type`, `bad_request`,
 *   `invalid_input`, `idempotency_key_reused`, `request_in_progress`.
 */
export function requireAny(
  dialect: Dialect,
  [first, ...others]: readonly [Action, ...Action[]],
  rate: RateName = 'requests',
): MiddlewareHandler<ApiEnv> {
  return async (c, next) => {
    const actor = await authenticateToken(c, readToken(c, dialect.schemes));
    limitRate(c, actor, rate);
    if (!others.some((action) => can(actor, action))) authorize(actor, first);
    c.set('actor', actor);
    if (c.req.method === 'GET' || c.req.method === 'HEAD') return next();
    const text = await readText(c);
    if (text === '') return next();
    requireMediaType(c, 'application/json');
    // The handler parses once more; this pass refuses what must not come that far.
    const body = parseJson(text);
    const key = dialect.readIdempotencyKey?.(body);
    return key === undefined ? next() : answerOnce(c, actor, text, next, key);
  };
}

function readToken(c: ApiContext, schemes: readonly string[]): string {
  const [, scheme = '', token = ''] = /^(\S+) +(\S+)$/.exec((c.req.header('authorization') ?? '').trim()) ?? [];
  return schemes.includes(scheme.toLowerCase()) ? token : '';
}
