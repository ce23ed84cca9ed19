import { randomFillSync } from 'node:crypto';
import type { MiddlewareHandler } from 'hono';
import { env } from '@/lib/platform/env';
import type { ApiEnv } from './framework';

/** Names each request, and gives every answer the headers of security.md unless the route has set its own. */
export const responseHeaders: MiddlewareHandler<ApiEnv> = async (c, next) => {
  const requestId = makeRequestId();
  c.set('requestId', requestId);
  await next();
  const { headers } = c.res;
  for (const [name, value] of Object.entries(defaultHeaders(requestId, c.req.path))) {
    if (!headers.has(name)) headers.set(name, value);
  }
};

/** What every answer says that does not say otherwise. */
export function defaultHeaders(requestId: string, path: string): Record<string, string> {
  return {
    'X-Request-Id': requestId,
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
    'Cache-Control': 'no-store',
    'Cross-Origin-Resource-Policy': 'same-origin',
    ...(path.startsWith('/api/') && { 'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'" }),
    ...(env().publicUrl.startsWith('https:') && {
      'Strict-Transport-Security': 'max-age=63072000; includeSubDomains',
    }),
  };
}

const ID_BYTES = 12;
// One call for a few hundred: the call costs more than the bytes.
const random = Buffer.alloc(ID_BYTES * 340);
let used = random.length;

/** A name for one request, in its answer and its log lines. */
export function makeRequestId(): string {
  if (used === random.length) {
    randomFillSync(random);
    used = 0;
  }
  const from = used;
  used += ID_BYTES;
  return `req_${random.toString('base64url', from, used)}`;
}
