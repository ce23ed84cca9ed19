import { AppError } from '@/lib/platform/errors';
import { addressPrefix, isPublicAddress } from '@/lib/platform/ip-address';
import { createRateLimiter, type RateLimiter } from '@/lib/platform/rate-limit';

// In each web process. A page asks once or twice a session, so that these are far from any visitor and keep one
// machine, one site or one device from taking all.
const bySite = createRateLimiter({ capacity: 40_000, perSecond: 4_000 });
const byPrefix = createRateLimiter({ capacity: 600, perSecond: 20 });
const byDevice = createRateLimiter({ capacity: 1_200, perSecond: 2 });
/** An office behind one address gets a campaign at the same moment; forged tokens cost one HMAC each. */
const receiptsByPrefix = createRateLimiter({ capacity: 6_000, perSecond: 300 });
/** A browser tells each outcome once; who wants to falsify the numbers tells many. */
const promptsByPrefix = createRateLimiter({ capacity: 300, perSecond: 2 });

/**
 * @param address of the visitor, see `clientAddress`
 * @throws AppError `too_many_requests` with Retry-After
 */
export function limitVisitor(address: string | null, siteKey: string): void {
  take(bySite, siteKey);
  takePrefix(address, byPrefix);
}

/**
 * @param key of the endpoint, or the device's id
 * @throws AppError `too_many_requests` with Retry-After
 */
export function limitDevice(key: string): void {
  take(byDevice, key);
}

/** @throws AppError `too_many_requests` with Retry-After */
export function limitReceipts(address: string | null): void {
  takePrefix(address, receiptsByPrefix);
}

/** @throws AppError `too_many_requests` with Retry-After */
export function limitPrompts(address: string | null): void {
  takePrefix(address, promptsByPrefix);
}

/** A private address is a proxy that is not configured as such: a limit on it would shut out everyone behind it. */
function takePrefix(address: string | null, limiter: RateLimiter): void {
  if (address !== null && isPublicAddress(address)) take(limiter, addressPrefix(address));
}

function take(limiter: RateLimiter, key: string): void {
  const { allowed, retryAfterSeconds } = limiter.take(key);
  if (!allowed) {
    throw new AppError('too_many_requests', { detail: 'Too many requests; try again later.', retryAfterSeconds });
  }
}
