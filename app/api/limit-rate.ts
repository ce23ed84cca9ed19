import type { Actor } from '@/lib/contracts/actors';
import { AppError } from '@/lib/platform/errors';
import { createRateLimiter } from '@/lib/platform/rate-limit';
import type { ApiContext } from './framework';

/** Each key (or user) may make 6,000 requests at once and 100 a second in the long run, in each web process. */
const CAPACITY = 6_000;
const WINDOW_SECONDS = 60;
const requests = createRateLimiter({ capacity: CAPACITY, perSecond: CAPACITY / WINDOW_SECONDS });

/**
 * Counts the request and tells the caller where they stand (draft-ietf-httpapi-ratelimit-headers-10).
 * @throws AppError `too_many_requests` with Retry-After.
 */
export function limitRate(c: ApiContext, actor: Actor): void {
  const state = requests.take(actor.kind === 'api_key' ? actor.apiKeyId : actor.kind === 'user' ? actor.userId : '');
  c.header('RateLimit-Policy', `"requests";q=${CAPACITY};w=${WINDOW_SECONDS}`);
  c.header('RateLimit', `"requests";r=${state.remainingCount};t=${state.resetSeconds}`);
  if (!state.allowed) {
    throw new AppError('too_many_requests', {
      detail: `This key may make ${CAPACITY} requests a minute.`,
      retryAfterSeconds: state.retryAfterSeconds,
    });
  }
}
