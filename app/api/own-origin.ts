import { env } from '@/lib/platform/env';
import { AppError } from '@/lib/platform/errors';

/**
 * Cookies travel with requests that other pages start; the Origin header, which pages cannot set, tells them apart.
 * @throws AppError `forbidden`
 */
export function requireOwnOrigin(request: Request): void {
  if (request.method === 'GET' || request.method === 'HEAD') return;
  const origin = request.headers.get('origin');
  if (origin === env().publicUrl) return;
  // A development server may be reached by another name than publicUrl says: then Origin and Host must agree.
  if (origin !== null && isSameLoopback(origin, request.headers.get('host'))) return;
  throw new AppError('forbidden', { detail: 'This request did not come from a page of the dashboard.' });
}

function isSameLoopback(origin: string, host: string | null): boolean {
  if (!/^http:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/.test(origin)) return false;
  return origin === `http://${host}`;
}
