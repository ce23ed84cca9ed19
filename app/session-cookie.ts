import { decode, encode } from 'next-auth/jwt';
import { resolveSession } from '@/lib/accounts/resolve-session';
import type { UserActor } from '@/lib/contracts/actors';
import { env } from '@/lib/platform/env';

// What next-auth's route (app/api/auth), the pages (app/auth.ts) and the API (app/api/session-actor.ts) agree on.

export const SESSION_SECONDS = 30 * 24 * 60 * 60;
/** Which of the user's workspaces is open; no secret, checked against the memberships at each request. */
export const WORKSPACE_COOKIE = 'belfry-workspace';

/** `__Host-` binds the cookie to this host over https; browsers refuse it on http, which is for localhost only. */
export function areCookiesSecure(): boolean {
  return env().publicUrl.startsWith('https:');
}

export function sessionCookieName(): string {
  return areCookiesSecure() ? '__Host-belfry-session' : 'belfry-session';
}

export function sessionCookieOptions() {
  return { httpOnly: true, sameSite: 'lax', path: '/', secure: areCookiesSecure() } as const;
}

export const sessionJwt = { maxAge: SESSION_SECONDS, encode, decode };

/**
 * The user behind the cookies of a request; the session's version is compared with the database's each time, since a
 * JWT cannot be taken back.
 * @returns null when there is no session, or it is forged, expired or revoked
 */
export async function actorOfCookies(read: (name: string) => string | undefined): Promise<UserActor | null> {
  const token = read(sessionCookieName());
  if (!token) return null;
  const session = await decode({ token, secret: env().BELFRY_SECRET }).catch(() => null);
  if (typeof session?.sub !== 'string' || typeof session.sessionVersion !== 'number') return null;
  return resolveSession(session.sub, session.sessionVersion, read(WORKSPACE_COOKIE));
}
