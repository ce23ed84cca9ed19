import { routePath } from 'hono/route';
import { log } from '@/lib/platform/log';
import { createRateLimiter } from '@/lib/platform/rate-limit';
import type { ApiContext } from './framework';
import { asAppError } from './problem';

/** Of one key, or of all without one: enough to find a request by its id, too few to fill a disk. */
const lines = createRateLimiter({ capacity: 100, perSecond: 1 });

/**
 * One line for a request of an integrator's program that was refused, so that its request id leads somewhere. The
 * route's pattern, not the address: that may hold your ids of people.
 */
export function logRefusal(c: ApiContext, thrown: unknown): void {
  const { path, method } = c.req;
  if (!path.startsWith('/api/v1/') && !path.startsWith('/compat/')) return;
  const { status, code } = asAppError(thrown);
  // What is our fault is logged with all that is known of it.
  if (status >= 500) return;
  // None yet when the key itself was refused.
  const actor: ApiContext['var']['actor'] | undefined = c.var.actor;
  const keyId = actor?.kind === 'api_key' ? actor.apiKeyId : undefined;
  if (!lines.take(keyId ?? '').allowed) return;
  const pattern = routePath(c, -1);
  const route = pattern.includes('*') ? 'none' : pattern;
  log.info({ requestId: c.var.requestId, method, route, status, code, keyId }, 'request refused');
}
