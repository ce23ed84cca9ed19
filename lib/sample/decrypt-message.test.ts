import { createECDH, randomBytes } from 'node:crypto';
import ece from 'http_ece';
import { expect, test } from 'vitest';
import { decryptMessage } from './decrypt-message';
import { sampleKeys } from './sample-keys';

function encryptFor(plain: Buffer, keys: ReturnType<typeof sampleKeys>): Buffer {
  const sender = createECDH('prime256v1');
  sender.generateKeys();
  return ece.encrypt(plain, {
    version: 'aes128gcm',
    dh: keys.p256dh.toString('base64url'),
    privateKey: sender,
    salt: randomBytes(16).toString('base64url'),
    authSecret: keys.auth.toString('base64url'),
  });
}

test('opens what an independent implementation of RFC 8291 made', () => {
  const keys = sampleKeys(7);
  for (const size of [0, 1, 240, 3_000]) {
    const plain = randomBytes(size);
    expect(decryptMessage(encryptFor(plain, keys), keys)).toEqual(plain);
  }
});

test('refuses a message for other keys, a changed byte and a cut body', () => {
  const keys = sampleKeys(7);
  const body = encryptFor(Buffer.from('hello'), keys);
  expect(() => decryptMessage(body, sampleKeys(8))).toThrow();
  const changed = Buffer.from(body);
  changed.writeUInt8((changed[90] ?? 0) ^ 1, 90);
  expect(() => decryptMessage(changed, keys)).toThrow();
  expect(() => decryptMessage(body.subarray(0, 90), keys)).toThrow('not an RFC 8291 body');
});

test('the same browser has the same keys every time, and another has others', () => {
  expect(sampleKeys(3)).toEqual(sampleKeys(3));
  expect(sampleKeys(3).auth).not.toEqual(sampleKeys(4).auth);
  expect(sampleKeys(3).p256dh).toHaveLength(65);
  expect(sampleKeys(3).auth).toHaveLength(16);
});
