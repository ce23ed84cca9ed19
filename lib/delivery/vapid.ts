import { createPrivateKey, type KeyObject, sign } from 'node:crypto';

/** RFC 8292 §2 allows 24 h; half of it stays valid on both sides of a clock that is hours off. */
const VALID_SECONDS = 12 * 3_600;
const MAX_CACHED = 10_000;
const HEADER = Buffer.from('{"typ":"JWT","alg":"ES256"}').toString('base64url');

export interface VapidIdentity {
  /** Tells keys apart in the cache. */
  keyId: bigint;
  /** 65 bytes. */
  publicKey: Uint8Array;
  /** 32 bytes. */
  privateKey: Uint8Array;
  /** `sub`: mailto: or https: address of the sender. */
  subject: string;
}

interface CachedToken {
  authorization: string;
  refreshAt: number;
}

const tokens = new Map<string, CachedToken>();
const privateKeys = new Map<bigint, KeyObject>();

/**
 * The Authorization header of RFC 8292 §3 for one push service; signed once per (origin, key, subject) and kept until
 * half of its life is over, since a signature per message makes sending four times dearer.
 * @param origin scheme, host and port of the endpoint: the `aud` claim
 */
export function vapidAuthorization(origin: string, identity: VapidIdentity, now: number = Date.now()): string {
  const cacheKey = `${identity.keyId} ${origin} ${identity.subject}`;
  const cached = tokens.get(cacheKey);
  // A clock set back by hours would leave a token that is valid for longer than the RFC allows.
  if (cached && now < cached.refreshAt && now > cached.refreshAt - VALID_SECONDS * 1_000) return cached.authorization;

  const claims = { aud: origin, exp: Math.floor(now / 1_000) + VALID_SECONDS, sub: identity.subject };
  const unsigned = `${HEADER}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}`;
  const signature = sign('sha256', Buffer.from(unsigned), { key: signingKey(identity), dsaEncoding: 'ieee-p1363' });
  const publicKey = Buffer.from(identity.publicKey).toString('base64url');
  const authorization = `vapid t=${unsigned}.${signature.toString('base64url')}, k=${publicKey}`;
  if (tokens.size >= MAX_CACHED) tokens.clear();
  tokens.set(cacheKey, { authorization, refreshAt: now + (VALID_SECONDS * 1_000) / 2 });
  return authorization;
}

function signingKey(identity: VapidIdentity): KeyObject {
  let key = privateKeys.get(identity.keyId);
  if (!key) {
    const point = Buffer.from(identity.publicKey);
    key = createPrivateKey({
      format: 'jwk',
      key: {
        kty: 'EC',
        crv: 'P-256',
        d: Buffer.from(identity.privateKey).toString('base64url'),
        x: point.toString('base64url', 1, 33),
        y: point.toString('base64url', 33, 65),
      },
    });
    if (privateKeys.size >= MAX_CACHED) privateKeys.clear();
    privateKeys.set(identity.keyId, key);
  }
  return key;
}
