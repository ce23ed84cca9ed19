import type { NextAuthOptions } from 'next-auth';
import credentialsProvider from 'next-auth/providers/credentials';
import { resolveSession } from '@/lib/accounts/resolve-session';
import { verifySignIn } from '@/lib/accounts/verify-sign-in';
import { env } from '@/lib/platform/env';
import { AppError } from '@/lib/platform/errors';
import { addressPrefix } from '@/lib/platform/ip-address';
import { log } from '@/lib/platform/log';
import { peerHeader } from '@/lib/platform/peer-header';
import { addressBehindProxies } from './api/client-address';
import {
  areCookiesSecure,
  SESSION_SECONDS,
  sessionCookieName,
  sessionCookieOptions,
  sessionJwt,
} from './session-cookie';

declare module 'next-auth' {
  interface User {
    id: string;
    sessionVersion: number;
  }
}

/** Options of next-auth 4; made per request, since the environment is not there when Next builds. */
export function authOptions(): NextAuthOptions {
  const prefix = areCookiesSecure() ? '__Host-' : '';
  const options = sessionCookieOptions();
  return {
    secret: env().BELFRY_SECRET,
    useSecureCookies: areCookiesSecure(),
    session: { strategy: 'jwt', maxAge: SESSION_SECONDS },
    jwt: sessionJwt,
    pages: { signIn: '/sign-in', signOut: '/sign-in', error: '/sign-in' },
    cookies: {
      sessionToken: { name: sessionCookieName(), options },
      csrfToken: { name: `${prefix}belfry-csrf`, options },
      callbackUrl: { name: `${prefix}belfry-callback`, options },
    },
    providers: [
      credentialsProvider({
        credentials: { email: {}, password: {} },
        async authorize(credentials, request) {
          const input = { email: credentials?.email ?? '', password: credentials?.password ?? '' };
          const user = await verifySignIn(input, callerPrefix(request.headers)).catch((error: unknown) => {
            // The message goes to the sign-in page as it is: only what was written for people.
            if (error instanceof AppError) throw new Error(error.detail);
            log.error({ err: error }, 'sign-in failed');
            throw new Error('Something went wrong on our side. Please try again.');
          });
          return { id: user.userId, name: user.name, email: user.email, sessionVersion: user.sessionVersion };
        },
      }),
    ],
    callbacks: {
      async jwt({ token, user }) {
        if (user) return { sub: user.id, name: user.name, email: user.email, sessionVersion: user.sessionVersion };
        const actor = await resolveSession(token.sub ?? '', Number(token.sessionVersion));
        if (!actor) throw new Error('the session was revoked');
        return token;
      },
      // Only within the dashboard: a link must not be able to lead elsewhere after sign-in.
      redirect({ url }) {
        const { publicUrl } = env();
        const target = URL.canParse(url, publicUrl) ? new URL(url, publicUrl) : null;
        return target?.origin === publicUrl ? target.href : publicUrl;
      },
    },
    logger: {
      error: (code, metadata) => log.warn({ code, err: metadata }, 'next-auth'),
      warn: (code) => log.warn({ code }, 'next-auth'),
      debug: () => {},
    },
  };
}

/** Whom the throttle counts; null when the address cannot be told. */
export function callerPrefix(headers: Record<string, string | undefined> | undefined): string | null {
  const address = addressBehindProxies(headers?.[peerHeader()], headers?.['x-forwarded-for']);
  return address === null ? null : addressPrefix(address);
}
