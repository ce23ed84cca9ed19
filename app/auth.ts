import { cookies, headers } from 'next/headers';
import { redirect } from 'next/navigation';
import { cache } from 'react';
import { authorize } from '@/lib/accounts/authorize';
import { createOwner } from '@/lib/accounts/create-owner';
import { hasOwner } from '@/lib/accounts/has-owner';
import { type SignedInUser, verifySignIn } from '@/lib/accounts/verify-sign-in';
import type { OwnerInput, SignInInput } from '@/lib/contracts/accounts';
import type { Action, UserActor } from '@/lib/contracts/actors';
import { env } from '@/lib/platform/env';
import { AppError } from '@/lib/platform/errors';
import { callerPrefix } from './auth-options';
import {
  actorOfCookies,
  SESSION_SECONDS,
  sessionCookieName,
  sessionCookieOptions,
  sessionJwt,
  WORKSPACE_COOKIE,
} from './session-cookie';
import { signInAddress } from './way-back';

// For pages and server actions. Next itself refuses a server action whose Origin is not its own host.

const SIGNED_OUT =
  'You are signed out. Sign in again in another tab, then try again; what you have written stays on this page.';

/** The signed-in user, or null. Read from the database once per request. */
export const currentActor = cache(async (): Promise<UserActor | null> => {
  const jar = await cookies();
  return actorOfCookies((name) => jar.get(name)?.value);
});

/**
 * The signed-in user; call it in every page and every server action, layouts do not guard.
 * Without a session a page redirects to /sign-in, which leads back, or to /welcome while no owner exists; an action tells the page that
 * called it, which stays.
 * @throws AppError `forbidden` when their role does not allow the action; `unauthenticated` from an action.
 */
export async function requireActor(action?: Action): Promise<UserActor> {
  const actor = await currentActor();
  if (!actor) {
    // A page that is open calls it: leaving the page would throw away what is written there.
    const given = await headers();
    if (given.has('next-action')) throw new AppError('unauthenticated', { detail: SIGNED_OUT });
    redirect((await hasOwner()) ? signInAddress(given.get('x-belfry-path')) : '/welcome');
  }
  if (action) authorize(actor, action);
  return actor;
}

/**
 * Signs in, from a server action: on success the session cookie is set.
 * @throws AppError `unauthenticated`, `too_many_requests`, `invalid_input`.
 */
export async function signIn(input: SignInInput): Promise<void> {
  await startSession(await verifySignIn(input, callerPrefix(Object.fromEntries(await headers()))));
}

/**
 * First visit: makes the owner and signs them in, from a server action.
 * @throws AppError `already_set_up`, `invalid_input`.
 */
export async function signUpOwner(input: OwnerInput): Promise<void> {
  await createOwner(input);
  await signIn({ email: input.email, password: input.password });
}

/** Signs out in this browser. `revokeSessions` (lib/accounts) does it everywhere. */
export async function signOut(): Promise<void> {
  const jar = await cookies();
  jar.set(sessionCookieName(), '', { ...sessionCookieOptions(), maxAge: 0 });
  jar.set(WORKSPACE_COOKIE, '', { ...sessionCookieOptions(), maxAge: 0 });
}

/** Opens another of the user's workspaces; one that is not theirs is ignored when the cookie is read. */
export async function openWorkspace(workspaceId: string): Promise<void> {
  (await cookies()).set(WORKSPACE_COOKIE, workspaceId, { ...sessionCookieOptions(), maxAge: SESSION_SECONDS });
}

/** The same cookie that next-auth's own route sets. */
async function startSession(user: SignedInUser): Promise<void> {
  const value = await sessionJwt.encode({
    token: { sub: user.userId, name: user.name, email: user.email, sessionVersion: user.sessionVersion },
    secret: env().BELFRY_SECRET,
    maxAge: SESSION_SECONDS,
  });
  (await cookies()).set(sessionCookieName(), value, { ...sessionCookieOptions(), maxAge: SESSION_SECONDS });
}
