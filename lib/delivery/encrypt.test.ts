import { createECDH, randomBytes } from 'node:crypto';
import ece from 'http_ece';
import { describe, expect, it } from 'vitest';
import webPush from 'web-push';
import { encrypt, MAX_ENCRYPTED_PLAINTEXT_BYTES } from './encrypt';

const b64 = (text: string) => Buffer.from(text, 'base64url');

function receiver() {
  const privateKey = createECDH('prime256v1');
  const p256dh = privateKey.generateKeys();
  return { privateKey, keys: { p256dh, auth: randomBytes(16) } };
}

describe('encrypt', () => {
  it('makes the very bytes of RFC 8291 appendix A', () => {
    const sender = createECDH('prime256v1');
    sender.setPrivateKey(b64('yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw'));
    const keys = {
      p256dh: b64('BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4'),
      auth: b64('BTBZMqHH6r4Tts7J_aSIgg'),
    };
    const body = encrypt(keys, Buffer.from('When I grow up, I want to be a watermelon'), {
      sender,
      salt: b64('DGv6ra1nlYgDCS1FRnbzlw'),
    });
    expect(body.toString('base64url')).toBe(
      'DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN',
    );
  });

  it('is opened by http_ece at every length, always as one record', () => {
    const { privateKey, keys } = receiver();
    for (const length of [0, 1, 15, 16, 17, 240, 2_600, 3_976, 3_977, MAX_ENCRYPTED_PLAINTEXT_BYTES]) {
      const plaintext = randomBytes(length);
      const body = encrypt(keys, plaintext);
      expect(body.length).toBe(length + 103);
      expect(body.readUInt32BE(16)).toBeGreaterThanOrEqual(body.length - 86);
      const opened = ece.decrypt(body, { version: 'aes128gcm', privateKey, authSecret: keys.auth });
      expect(opened.equals(plaintext)).toBe(true);
    }
  });

  it('agrees with web-push: same size, opened alike', () => {
    const { privateKey, keys } = receiver();
    const text = 'Grüße 🎉 — 20 % off';
    const theirs = webPush.encrypt(
      keys.p256dh.toString('base64url'),
      keys.auth.toString('base64url'),
      Buffer.from(text),
      'aes128gcm',
    ).cipherText;
    const ours = encrypt(keys, Buffer.from(text));
    expect(ours.length).toBe(theirs.length);
    for (const body of [ours, theirs]) {
      const opened = ece.decrypt(body, { version: 'aes128gcm', privateKey, authSecret: keys.auth });
      expect(opened.toString()).toBe(text);
    }
  });

  it('takes a new key pair and salt for each message', () => {
    const { keys } = receiver();
    const bodies = Array.from({ length: 200 }, () => encrypt(keys, Buffer.from('x')));
    expect(new Set(bodies.map((body) => body.toString('hex', 0, 16))).size).toBe(200);
    expect(new Set(bodies.map((body) => body.toString('hex', 21, 86))).size).toBe(200);
  });

  it.each([
    ['one byte too long', () => receiver().keys, 3_994],
    [
      'a point off the curve',
      () => ({ p256dh: Buffer.concat([Buffer.of(4), Buffer.alloc(64, 1)]), auth: randomBytes(16) }),
      1,
    ],
    ['64 bytes', () => ({ p256dh: receiver().keys.p256dh.subarray(1), auth: randomBytes(16) }), 1],
    [
      'a compressed point',
      () => ({ p256dh: receiver().privateKey.getPublicKey(null, 'compressed'), auth: randomBytes(16) }),
      1,
    ],
    ['a 15-byte secret', () => ({ ...receiver().keys, auth: randomBytes(15) }), 1],
    ['a 32-byte secret', () => ({ ...receiver().keys, auth: randomBytes(32) }), 1],
  ])('refuses %s', (_name, keys, length) => {
    expect(() => encrypt(keys(), Buffer.alloc(length))).toThrow(/invalid_input/);
  });
});
