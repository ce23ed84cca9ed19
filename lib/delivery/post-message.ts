import { env } from '@/lib/platform/env';
import { AppError } from '@/lib/platform/errors';
import { isLoopback } from '@/lib/platform/ip-address';
import { checkEndpoint } from '@/lib/platform/push-hosts';
import { Exchange, type PostOutcome, type PushRequest } from './exchange';
import { closeHttp1, postOverHttp1 } from './http1-transport';
import { closeHttp2, postOverHttp2 } from './http2-transport';

export { POST_TIMEOUT_MS } from './exchange';

/**
 * Checks an endpoint once more at the time of sending.
 * @returns null when it may not be sent to
 */
export function checkedEndpoint(endpoint: string): URL | null {
  try {
    return checkEndpoint(endpoint, { imported: true });
  } catch (error) {
    if (error instanceof AppError) return null;
    throw error;
  }
}

/**
 * Posts one message: over HTTP/2 where the push service offers it, else HTTP/1.1; redirects not followed, 15 s in all,
 * 8 KiB of answer at most. Never rejects: the outcome tells whether sending again is safe.
 */
export function postMessage(request: PushRequest): Promise<PostOutcome> {
  return new Promise((resolve) => {
    const exchange = new Exchange(request, resolve);
    const proxy = env().BELFRY_PUSH_PROXY;
    if (proxy && !isLoopback(request.url)) postOverHttp1(exchange, proxy);
    else if (request.url.protocol === 'http:') postOverHttp1(exchange, undefined);
    else postOverHttp2(exchange);
  });
}

/** Ends the kept connections of this process. */
export async function closeConnections(): Promise<void> {
  closeHttp2();
  await closeHttp1();
}
