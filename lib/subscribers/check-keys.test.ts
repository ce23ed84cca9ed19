import { createECDH, ECDH, randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { checkKeys } from './check-keys';

const point = createECDH('prime256v1').generateKeys();
const auth = randomBytes(16).toString('base64url');
const b64 = (bytes: Buffer) => bytes.toString('base64url');
const offCurve = Buffer.from(point);
offCurve[40] = (offCurve[40] ?? 0) ^ 1;
const compressed = ECDH.convertKey(point, 'prime256v1', undefined, undefined, 'compressed') as Buffer;
const hybrid = Buffer.from(point);
hybrid[0] = 6 + ((point[64] ?? 0) & 1);
const beyondField = Buffer.concat([Buffer.of(4), Buffer.alloc(64, 0xff)]);

describe('checkKeys', () => {
  it('takes the keys that browsers make, padded or not', () => {
    for (let i = 0; i < 200; i++) {
      const p256dh = createECDH('prime256v1').generateKeys();
      expect(checkKeys({ p256dh: b64(p256dh), auth })).toEqual({
        keys: { p256dh, auth: Buffer.from(auth, 'base64url') },
      });
    }
    expect(checkKeys({ p256dh: `${b64(point)}=`, auth: `${auth}==` })).toHaveProperty('keys');
  });

  it.each([
    ['off the curve', offCurve],
    ['64 bytes', point.subarray(0, 64)],
    ['without its first byte', point.subarray(1)],
    ['compressed', compressed],
    ['hybrid form', hybrid],
    ['coordinates beyond the field', beyondField],
    ['the origin', Buffer.concat([Buffer.of(4), Buffer.alloc(64)])],
  ])('refuses a p256dh %s', (_name, bytes) => {
    expect(checkKeys({ p256dh: b64(bytes), auth })).toEqual({
      problems: [{ path: 'keys.p256dh', message: expect.any(String) }],
    });
  });

  it.each([0, 15, 17, 32])('refuses an auth of %i bytes and says so', (length) => {
    expect(checkKeys({ p256dh: b64(point), auth: b64(randomBytes(length)) }, 'subscription.keys')).toEqual({
      problems: [{ path: 'subscription.keys.auth', message: `must be exactly 16 bytes, not ${length}` }],
    });
  });
});
