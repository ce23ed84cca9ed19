import type { Actor } from '@/lib/contracts/actors';
import { AppError } from '@/lib/platform/errors';
import { createRateLimiter, type RateLimiter } from '@/lib/platform/rate-limit';
import type { ApiContext } from './framework';

const WINDOW_SECONDS = 60;
/**
 * Each key (or user) may make 6,000 requests at once and 100 a second in the long run, in each web process. Single
 * messages are counted apart: an event of the sender's may be one for each of their customers.
 */
const CAPACITIES = { requests: 6_000, messages: 120_000 } as const;
export type RateName = keyof typeof CAPACITIES;

const limiters = Object.fromEntries(
  Object.entries(CAPACITIES).map(([name, capacity]) => [
    name,
    createRateLimiter({ capacity, perSecond: capacity / WINDOW_SECONDS }),
  ]),
) as Record<RateName, RateLimiter>;

/**
 * Counts the request and tells the caller where they stand (draft-ietf-httpapi-ratelimit-headers-10).
 * @throws AppError `too_many_requests` with Retry-After.
 */
export function limitRate(c: ApiContext, actor: Actor, rate: RateName): void {
  const capacity = CAPACITIES[rate];
  const state = limiters[rate].take(
    actor.kind === 'api_key' ? actor.apiKeyId : actor.kind === 'user' ? actor.userId : '',
  );
  c.header('RateLimit-Policy', `"${rate}";q=${capacity};w=${WINDOW_SECONDS}`);
  c.header('RateLimit', `"${rate}";r=${state.remainingCount};t=${state.resetSeconds}`);
  if (!state.allowed) {
    throw new AppError('too_many_requests', {
      detail: `This key may make ${capacity} requests a minute here.`,
      retryAfterSeconds: state.retryAfterSeconds,
    });
  }
}
