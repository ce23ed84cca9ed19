import { open, seal } from '@/lib/platform/crypto-at-rest';
import { encodeId } from '@/lib/platform/ids';

// What each sealed secret of a site is bound to: moved to another row, it does not open there.

const vapidContext = (siteId: bigint, publicKey: Uint8Array) =>
  `vapid:${encodeId('site', siteId)}:${Buffer.from(publicKey).toString('base64url')}`;
const identityContext = (siteKey: string) => `identity:${siteKey}`;

/** Bound to its site and its public key: copied into another row it does not open. */
export function sealVapidPrivateKey(siteId: bigint, publicKey: Uint8Array, privateKey: Uint8Array) {
  return seal(privateKey, vapidContext(siteId, publicKey));
}

/** @throws Error when it was sealed for another site or key, or under another master key. */
export function openVapidPrivateKey(siteId: bigint, publicKey: Uint8Array, sealed: Uint8Array): Buffer {
  return open(sealed, vapidContext(siteId, publicKey));
}

/** Bound to its site. */
export function sealIdentitySecret(siteKey: string, secret: string) {
  return seal(Buffer.from(secret), identityContext(siteKey));
}

/** @throws Error when it was sealed for another site, or under another master key. */
export function openIdentitySecret(siteKey: string, sealed: Uint8Array): string {
  return open(sealed, identityContext(siteKey)).toString();
}
