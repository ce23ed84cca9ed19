import { type NextRequest, NextResponse } from 'next/server';
import { pageSecurityHeaders } from '@/app/security-headers';
import { env } from '@/lib/platform/env';

/**
 * The security headers of the dashboard's pages, with a nonce of their own for each answer: Next puts it on its
 * scripts when it finds it in the request's policy. The API and the embed answer for themselves (app/api).
 */
export function proxy(request: NextRequest): NextResponse {
  const nonce = btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(16))));
  const { NODE_ENV, publicUrl } = env();
  const security = pageSecurityHeaders({
    nonce,
    development: NODE_ENV === 'development',
    https: publicUrl.startsWith('https:'),
  });
  const headers = new Headers(request.headers);
  headers.set('content-security-policy', security['content-security-policy'] ?? '');
  // Server components cannot see their own address (app/site-page.ts).
  headers.set('x-belfry-path', request.nextUrl.pathname + request.nextUrl.search);
  const response = NextResponse.next({ request: { headers } });
  for (const [name, value] of Object.entries(security)) response.headers.set(name, value);
  return response;
}

export const config = {
  // Pages only: not the API, the embed, the clicks, the demo page or anything that is a file.
  matcher: ['/((?!api/|_next/|c/|demo(?:/|$)|.*\\.[a-z0-9]+$).*)'],
};
