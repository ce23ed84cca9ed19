import { createHmac, timingSafeEqual } from 'node:crypto';
import { openIdentitySecret } from './sealed-secrets';

/**
 * Whether the site's server vouches for this external id.
 * @param proof hex of HMAC-SHA256 under the site's identity secret over the UTF-8 external id
 */
export function verifyIdentityProof(
  site: { siteKey: string; identitySecretSealed: Uint8Array },
  externalId: string,
  proof: string | null | undefined,
): boolean {
  if (typeof proof !== 'string' || !/^[0-9a-fA-F]{64}$/.test(proof)) return false;
  const secret = openIdentitySecret(site.siteKey, site.identitySecretSealed);
  const expected = createHmac('sha256', secret).update(externalId).digest();
  return timingSafeEqual(expected, Buffer.from(proof, 'hex'));
}
