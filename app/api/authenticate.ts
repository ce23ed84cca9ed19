import { authenticateApiKey } from '@/lib/accounts/authenticate-api-key';
import type { Actor } from '@/lib/contracts/actors';
import { AppError } from '@/lib/platform/errors';
import { addressPrefix } from '@/lib/platform/ip-address';
import { createRateLimiter } from '@/lib/platform/rate-limit';
import { clientAddress } from './client-address';
import type { ApiContext } from './framework';
import { sessionActor } from './session-actor';

/** Wrong keys from one network: guessing is hopeless anyway, this spares the database. */
const failures = createRateLimiter({ capacity: 60, perSecond: 1 });

/**
 * Who calls: a Bearer API key, or else the dashboard's session cookie.
 * @throws AppError `unauthenticated`, `forbidden` (cookie from another origin), `too_many_requests`.
 */
export async function authenticate(c: ApiContext): Promise<Actor> {
  const authorization = c.req.header('authorization');
  if (authorization === undefined) {
    const actor = await sessionActor(c);
    if (actor) return actor;
    throw new AppError('unauthenticated', { detail: 'Send an API key as "Authorization: Bearer bk_…".' });
  }
  return authenticateToken(c, /^Bearer +(\S+)$/i.exec(authorization.trim())?.[1] ?? '');
}

/**
 * The actor behind an API key, whichever header it came in.
 * @throws AppError `unauthenticated`, `forbidden` (not from this address), `too_many_requests`.
 */
export async function authenticateToken(c: ApiContext, token: string): Promise<Actor> {
  const address = clientAddress(c);
  try {
    return await authenticateApiKey(token, address);
  } catch (error) {
    if (error instanceof AppError && error.code === 'unauthenticated') {
      const { allowed, retryAfterSeconds } = failures.take(addressPrefix(address ?? '0.0.0.0'));
      if (!allowed) throw new AppError('too_many_requests', { retryAfterSeconds, cause: error });
    }
    throw error;
  }
}
