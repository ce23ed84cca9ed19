import { createHash, createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import { env } from '@/lib/platform/env';
import type { SubscriptionKeys } from './check-keys';

let derivationKey: Buffer | undefined;

/**
 * The 256-bit secret of a device that shows this subscription. It is derived, not drawn: whoever holds the endpoint
 * with both keys has proved to be the device, and of several requests at once (two tabs, a repeated request) every
 * answer must be the one that stays valid. Only its hash is stored.
 */
export function makeDeviceSecret(siteId: bigint, endpoint: string, keys: SubscriptionKeys): string {
  derivationKey ??= Buffer.from(hkdfSync('sha256', env().BELFRY_SECRET, '', 'belfry device secrets', 32));
  return createHmac('sha256', derivationKey)
    .update(`${siteId}\n`)
    .update(keys.p256dh)
    .update(keys.auth)
    .update(endpoint)
    .digest('base64url');
}

/** What is stored of a secret. */
export function hashDeviceSecret(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}

/** Whether the secret belongs to the stored hash; constant time. */
export function isDeviceSecret(secret: string, hash: Uint8Array | null): boolean {
  return hash !== null && hash.length === 32 && timingSafeEqual(hashDeviceSecret(secret), hash);
}
