import { getCookie } from 'hono/cookie';
import type { UserActor } from '@/lib/contracts/actors';
import { actorOfCookies } from '../session-cookie';
import type { ApiContext } from './framework';
import { requireOwnOrigin } from './own-origin';

/**
 * The dashboard's user behind a request with a session cookie.
 * @returns null without a valid session
 * @throws AppError `forbidden` when a request that may change something comes from a page of another origin.
 */
export async function sessionActor(c: ApiContext): Promise<UserActor | null> {
  const actor = await actorOfCookies((name) => getCookie(c, name));
  if (actor) requireOwnOrigin(c.req.raw);
  return actor;
}
