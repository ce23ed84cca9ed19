import { createPublicKey, verify } from 'node:crypto';

interface VapidClaims {
  aud?: string;
  /** Seconds since 1970. */
  exp?: number;
  sub?: string;
}

export interface VerifiedVapid {
  claims: VapidClaims;
  /** The application server's public key, base64url. */
  key: string;
}

/** Why the push service does not take a token: 401 without one, 403 with a wrong one (RFC 8292). */
export class VapidRefusal extends Error {
  constructor(
    readonly status: 401 | 403,
    message: string,
  ) {
    super(message);
  }
}

export interface VapidRules {
  /** Origin of the endpoint that was called. */
  audience: string;
  /** The key given at subscribe time, base64url; only its owner may send. */
  restrictedTo?: string | undefined;
}

/**
 * Makes a checker of `Authorization: vapid t=<jwt>, k=<key>`. A token whose signature was right is remembered, since
 * a sender reuses one for hours and checking it 50,000 times would be most of this service's work.
 * The checker throws VapidRefusal.
 */
export function makeVapidChecker(): (header: string | undefined, rules: VapidRules) => VerifiedVapid {
  const known = new Map<string, VerifiedVapid>();
  return (header, rules) => {
    const cached = header === undefined ? undefined : known.get(header);
    const verified = cached ?? verifySignature(header);
    if (!cached && header !== undefined) {
      if (known.size >= 1000) known.clear();
      known.set(header, verified);
    }
    checkClaims(verified, rules);
    return verified;
  };
}

function verifySignature(header: string | undefined): VerifiedVapid {
  if (!header) throw new VapidRefusal(401, 'no Authorization header');
  const fields = /^vapid\s+(.*)$/i.exec(header)?.[1];
  if (!fields) throw new VapidRefusal(401, 'Authorization is not of the vapid scheme');
  const params = new Map<string, string>();
  for (const field of fields.split(',')) {
    const match = /^\s*([a-z]+)=(.*?)\s*$/i.exec(field);
    if (match?.[1] && match[2]) params.set(match[1].toLowerCase(), match[2]);
  }
  const token = params.get('t');
  const k = params.get('k');
  if (!token || !k) throw new VapidRefusal(401, 'vapid needs both t and k');
  const [head, body, signature] = token.split('.');
  const key = Buffer.from(k, 'base64url');
  if (!head || !body || !signature || key.length !== 65 || key[0] !== 4) {
    throw new VapidRefusal(403, 'malformed token or key');
  }
  const { alg } = parsePart<{ alg?: string }>(head);
  const claims = parsePart<VapidClaims>(body);
  if (alg !== 'ES256') throw new VapidRefusal(403, `token algorithm is ${alg}, not ES256`);
  if (!isSignedBy(key, `${head}.${body}`, Buffer.from(signature, 'base64url'))) {
    throw new VapidRefusal(403, 'token signature is wrong');
  }
  return { claims, key: key.toString('base64url') };
}

function parsePart<T extends object>(part: string): T {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString());
    if (typeof value === 'object' && value !== null) return value as T;
  } catch {
    // said below
  }
  throw new VapidRefusal(403, 'token is not JSON');
}

function isSignedBy(key: Buffer, text: string, signature: Buffer): boolean {
  const point = { x: key.subarray(1, 33).toString('base64url'), y: key.subarray(33).toString('base64url') };
  try {
    const publicKey = createPublicKey({ key: { kty: 'EC', crv: 'P-256', ...point }, format: 'jwk' });
    return verify('sha256', Buffer.from(text), { key: publicKey, dsaEncoding: 'ieee-p1363' }, signature);
  } catch {
    return false; // a point off the curve is as bad as a wrong signature
  }
}

function checkClaims({ claims, key }: VerifiedVapid, { audience, restrictedTo }: VapidRules): void {
  if (claims.aud !== audience) throw new VapidRefusal(403, `token aud is ${claims.aud}, expected ${audience}`);
  const seconds = Date.now() / 1000;
  if (typeof claims.exp !== 'number' || claims.exp <= seconds) throw new VapidRefusal(403, 'token has expired');
  if (claims.exp > seconds + 86_400 + 60) throw new VapidRefusal(403, 'token expires more than 24 h ahead');
  if (restrictedTo && Buffer.from(restrictedTo, 'base64url').toString('base64url') !== key) {
    throw new VapidRefusal(403, 'key is not the one this subscription is restricted to');
  }
}
