import type { FieldProblem } from '@/lib/platform/errors';

export interface SubscriptionKeys {
  /** Uncompressed P-256 point, 65 bytes. */
  p256dh: Buffer;
  /** 16 bytes. */
  auth: Buffer;
}

/**
 * The keys of a subscription as bytes (RFC 8291 §2.1, §3.1-3.2), or what is wrong with them.
 * A point off the curve would fail only when a message is encrypted: it is refused here.
 * @param path prefix of the field names in the problems
 */
export function checkKeys(
  keys: { p256dh: string; auth: string },
  path = 'keys',
): { keys: SubscriptionKeys } | { problems: FieldProblem[] } {
  const p256dh = Buffer.from(keys.p256dh, 'base64url');
  const auth = Buffer.from(keys.auth, 'base64url');
  const problems: FieldProblem[] = [];
  if (p256dh.length !== 65 || p256dh[0] !== 4)
    problems.push({ path: `${path}.p256dh`, message: 'must be an uncompressed P-256 point of 65 bytes' });
  else if (!isOnCurve(p256dh)) problems.push({ path: `${path}.p256dh`, message: 'is not a point on the P-256 curve' });
  if (auth.length !== 16)
    problems.push({ path: `${path}.auth`, message: `must be exactly 16 bytes, not ${auth.length}` });
  return problems.length > 0 ? { problems } : { keys: { p256dh, auth } };
}

const P = 0xffffffff00000001000000000000000000000000ffffffffffffffffffffffffn;
const B = 0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604bn;

/**
 * y² = x³ − 3x + b (SP 800-186 §3.2.1.3). P-256 has cofactor 1: every point on it is in the right group. In plain
 * integers this takes 2.5 µs, OpenSSL's import of the point 20 µs; the key is public, so timing tells nothing.
 */
function isOnCurve(point: Buffer): boolean {
  const x = BigInt(`0x${point.toString('hex', 1, 33)}`);
  const y = BigInt(`0x${point.toString('hex', 33, 65)}`);
  return x < P && y < P && (y * y - (x * x * x - 3n * x + B)) % P === 0n;
}
