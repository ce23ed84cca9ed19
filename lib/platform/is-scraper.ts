import { createHash, timingSafeEqual } from 'node:crypto';
import { env } from './env';

/** Whether an Authorization header bears BELFRY_METRICS_TOKEN; compared in constant time. False when there is none. */
export function isScraper(authorization: string | undefined): boolean {
  const token = env().BELFRY_METRICS_TOKEN;
  if (!token) return false;
  return timingSafeEqual(digest(authorization ?? ''), digest(`Bearer ${token}`));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
