import { randomBytes } from 'node:crypto';
import type { MiddlewareHandler } from 'hono';
import { env } from '@/lib/platform/env';
import type { ApiEnv } from './framework';

/** Names each request, and gives every answer the headers of security.md unless the route has set its own. */
export const responseHeaders: MiddlewareHandler<ApiEnv> = async (c, next) => {
  const requestId = `req_${randomBytes(12).toString('base64url')}`;
  c.set('requestId', requestId);
  await next();
  const { headers } = c.res;
  headers.set('X-Request-Id', requestId);
  headers.set('X-Content-Type-Options', 'nosniff');
  headers.set('Referrer-Policy', 'no-referrer');
  setDefault(headers, 'Cache-Control', 'no-store');
  setDefault(headers, 'Cross-Origin-Resource-Policy', 'same-origin');
  if (c.req.path.startsWith('/api/')) {
    setDefault(headers, 'Content-Security-Policy', "default-src 'none'; frame-ancestors 'none'");
  }
  if (env().publicUrl.startsWith('https:')) {
    setDefault(headers, 'Strict-Transport-Security', 'max-age=63072000; includeSubDomains');
  }
};

function setDefault(headers: Headers, name: string, value: string): void {
  if (!headers.has(name)) headers.set(name, value);
}
