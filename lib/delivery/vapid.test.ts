import { createPublicKey, verify } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import webPush from 'web-push';
import { vapidAuthorization } from './vapid';

const pair = webPush.generateVAPIDKeys();
const identity = {
  keyId: 1n,
  publicKey: Buffer.from(pair.publicKey, 'base64url'),
  privateKey: Buffer.from(pair.privateKey, 'base64url'),
  subject: 'mailto:push@example.com',
};
const HOUR = 3_600_000;

function read(authorization: string) {
  const [, jwt = '', key = ''] = /^vapid t=([^,]+), k=(.+)$/.exec(authorization) ?? [];
  const [header = '', claims = '', signature = ''] = jwt.split('.');
  const point = Buffer.from(key, 'base64url');
  const publicKey = createPublicKey({
    format: 'jwk',
    key: { kty: 'EC', crv: 'P-256', x: point.toString('base64url', 1, 33), y: point.toString('base64url', 33) },
  });
  return {
    key,
    header: JSON.parse(Buffer.from(header, 'base64url').toString()),
    claims: JSON.parse(Buffer.from(claims, 'base64url').toString()),
    verified: verify(
      'sha256',
      Buffer.from(`${header}.${claims}`),
      { key: publicKey, dsaEncoding: 'ieee-p1363' },
      Buffer.from(signature, 'base64url'),
    ),
  };
}

describe('vapidAuthorization', () => {
  it('says what web-push says, signed by the key it names', () => {
    const now = Date.now();
    const ours = read(vapidAuthorization('https://push.example', identity, now));
    const theirs = read(
      webPush.getVapidHeaders(
        'https://push.example',
        identity.subject,
        pair.publicKey,
        pair.privateKey,
        'aes128gcm',
        Math.floor(now / 1_000) + 12 * 3_600,
      ).Authorization,
    );
    expect(ours).toEqual(theirs);
    expect(ours.verified).toBe(true);
    expect(ours.key).toBe(pair.publicKey);
  });

  it('signs once for hours, anew at half its life, and never for longer than 24 h', () => {
    const start = Date.now() + 100 * HOUR;
    const first = vapidAuthorization('https://a.example', identity, start);
    expect(vapidAuthorization('https://a.example', identity, start + 5.9 * HOUR)).toBe(first);
    const second = vapidAuthorization('https://a.example', identity, start + 6 * HOUR);
    expect(second).not.toBe(first);
    expect(read(second).claims.exp * 1_000 - (start + 6 * HOUR)).toBeLessThanOrEqual(24 * HOUR);
    // The clock is set back: a token made in the "future" would be refused.
    const back = vapidAuthorization('https://a.example', identity, start - 20 * HOUR);
    expect(read(back).claims.exp * 1_000 - (start - 20 * HOUR)).toBeLessThanOrEqual(24 * HOUR);
  });

  it('keeps origins, keys and subjects apart', () => {
    const all = [
      vapidAuthorization('https://a.example', identity),
      vapidAuthorization('https://b.example', identity),
      vapidAuthorization('https://a.example', { ...identity, keyId: 2n }),
      vapidAuthorization('https://a.example', { ...identity, subject: 'https://example.com' }),
    ];
    expect(new Set(all).size).toBe(4);
  });
});
