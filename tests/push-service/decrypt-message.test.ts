import { createECDH } from 'node:crypto';
import { expect, test } from 'vitest';
import webpush from 'web-push';
import { countRecords, decryptMessage, decryptWithHttpEce } from './decrypt-message';
import { makeReceiverKeys } from './receiver-keys';

test('the example of RFC 8291 appendix A', () => {
  const privateKey = Buffer.from('q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94', 'base64url');
  const ecdh = createECDH('prime256v1');
  ecdh.setPrivateKey(privateKey);
  const keys = {
    privateKey,
    publicKey: ecdh.getPublicKey(),
    auth: Buffer.from('BTBZMqHH6r4Tts7J_aSIgg', 'base64url'),
  };
  const body = Buffer.from(
    'DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_' +
      'yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN',
    'base64url',
  );
  expect(decryptMessage(body, keys).toString()).toBe('When I grow up, I want to be a watermelon');
  expect(decryptWithHttpEce(body, keys).toString()).toBe('When I grow up, I want to be a watermelon');
});

test('refuses altered bodies, other keys, and more than one record', () => {
  const keys = makeReceiverKeys();
  const encrypt = (text: string): Buffer =>
    webpush.encrypt(keys.publicKey.toString('base64url'), keys.auth.toString('base64url'), text, 'aes128gcm')
      .cipherText;
  const body = encrypt('hello');
  expect(decryptMessage(body, keys).toString()).toBe('hello');
  for (const at of [0, 30, 90, body.length - 1]) {
    const altered = Buffer.from(body);
    altered.writeUInt8(altered.readUInt8(at) ^ 1, at);
    expect(() => decryptMessage(altered, keys), `octet ${at}`).toThrow();
  }
  expect(() => decryptMessage(body, makeReceiverKeys())).toThrow();
  expect(() => decryptMessage(body, { ...keys, auth: makeReceiverKeys().auth })).toThrow();
  // From 4,080 octets of ciphertext on, web-push makes a second record.
  const long = encrypt('x'.repeat(4080));
  expect(countRecords(long)).toBe(2);
  expect(() => decryptMessage(long, keys)).toThrow('2 records');
  expect(countRecords(encrypt('x'.repeat(3993)))).toBe(1);
});
