import type { MiddlewareHandler } from 'hono';
import { authorize } from '@/lib/accounts/authorize';
import type { Action } from '@/lib/contracts/actors';
import { parseJson } from '@/lib/platform/parse-json';
import { authenticate } from './authenticate';
import { type ApiEnv, requireMediaType } from './framework';
import { answerOnce } from './idempotency';
import { limitRate, type RateName } from './limit-rate';
import { readText } from './read-text';

/**
 * Middleware of every /api/v1 route: who calls (API key or session), how often, may they do this at all, is the body
 * JSON that can be trusted, and for a POST, was it made before? Sets `c.var.actor`.
 * @throws AppError `unauthenticated`, `too_many_requests`, `forbidden`, `unsupported_media_type`, `bad_request`,
 *   `invalid_input`, `idempotency_key_reused`, `request_in_progress`.
 */
export function requireScope(
  action: Action,
  { rate = 'requests' }: { rate?: RateName } = {},
): MiddlewareHandler<ApiEnv> {
  const guard: MiddlewareHandler<ApiEnv> = async (c, next) => {
    const actor = await authenticate(c);
    c.set('actor', actor);
    limitRate(c, actor, rate);
    authorize(actor, action);
    if (c.req.method === 'GET' || c.req.method === 'HEAD') return next();
    const body = await readText(c);
    if (body !== '') {
      requireMediaType(c, 'application/json');
      // The route's validator parses once more; this pass refuses what must not come that far.
      parseJson(body);
    }
    return c.req.method === 'POST' ? answerOnce(c, actor, body, next) : next();
  };
  // Read by openapi.ts, so that the document names the permission of each route.
  return Object.assign(guard, { scope: action });
}
