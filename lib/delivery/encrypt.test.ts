import { spawnSync } from 'node:child_process';
import { createECDH, randomBytes, randomInt } from 'node:crypto';
import ece from 'http_ece';
import { describe, expect, it } from 'vitest';
import webPush from 'web-push';
import { encrypt, encryptWith, MAX_ENCRYPTED_PLAINTEXT_BYTES } from './encrypt';
import { loadNativeCore, type NativeCore, nativeCore } from './native-core';

const b64 = (text: string) => Buffer.from(text, 'base64url');
const native = nativeCore();
const paths: { path: string; core: NativeCore | null }[] = [
  { path: 'JavaScript', core: null },
  ...(native ? [{ path: 'C', core: native }] : []),
];

function receiver() {
  const privateKey = createECDH('prime256v1');
  const p256dh = privateKey.generateKeys();
  return { privateKey, keys: { p256dh, auth: randomBytes(16) } };
}

function randomMaterial() {
  const key = createECDH('prime256v1');
  key.generateKeys();
  // A key that begins with zeros is written shorter.
  const short = key.getPrivateKey();
  return { secret: Buffer.concat([Buffer.alloc(32 - short.length), short]), salt: randomBytes(16) };
}

describe.each(paths)('encrypt in $path', ({ core }) => {
  it('makes the very bytes of RFC 8291 appendix A', () => {
    const keys = {
      p256dh: b64('BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4'),
      auth: b64('BTBZMqHH6r4Tts7J_aSIgg'),
    };
    const body = encryptWith(core, keys, Buffer.from('When I grow up, I want to be a watermelon'), {
      secret: b64('yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw'),
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
      const body = encryptWith(core, keys, plaintext);
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
    const ours = encryptWith(core, keys, Buffer.from(text));
    expect(ours.length).toBe(theirs.length);
    for (const body of [ours, theirs]) {
      const opened = ece.decrypt(body, { version: 'aes128gcm', privateKey, authSecret: keys.auth });
      expect(opened.toString()).toBe(text);
    }
  });

  it('takes a new key pair and salt for each message', () => {
    const { keys } = receiver();
    const bodies = Array.from({ length: 600 }, () => encryptWith(core, keys, Buffer.from('x')));
    expect(new Set(bodies.map((body) => body.toString('hex', 0, 16))).size).toBe(600);
    expect(new Set(bodies.map((body) => body.toString('hex', 21, 86))).size).toBe(600);
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
    expect(() => encryptWith(core, keys(), Buffer.alloc(length))).toThrow(/invalid_input/);
    // The one after it is as good as any.
    const { privateKey, keys: good } = receiver();
    const body = encryptWith(core, good, Buffer.from('next'));
    expect(ece.decrypt(body, { version: 'aes128gcm', privateKey, authSecret: good.auth }).toString()).toBe('next');
  });
});

describe('the native core', () => {
  it('is there where it can be built, so that its tests run', () => {
    const script =
      "import('./scripts/build-native.mjs').then((m) => process.exit(m.findCompiler() && m.findHeaders() ? 0 : 1))";
    const canBeBuilt = spawnSync(process.execPath, ['-e', script]).status === 0;
    expect(native !== null).toBe(canBeBuilt);
  });

  it('is not used where the file is none of ours', () => {
    expect(loadNativeCore('/nowhere/encrypt.node')).toMatchObject({
      core: null,
      reason: expect.stringMatching(/built/),
    });
    expect(loadNativeCore(import.meta.filename)).toMatchObject({
      core: null,
      reason: expect.stringMatching(/ELF|header|image/),
    });
  });

  it.runIf(native)('makes the same bytes as JavaScript of the same material, over thousands of messages', () => {
    for (let i = 0; i < 3_000; i++) {
      const { keys } = receiver();
      const material = randomMaterial();
      const plaintext = randomBytes(i % 3 === 0 ? randomInt(MAX_ENCRYPTED_PLAINTEXT_BYTES + 1) : randomInt(300));
      const [one, other] = [null, native].map((core) => encryptWith(core, keys, plaintext, material).toString('hex'));
      if (one !== other) expect.fail(`differ: ${JSON.stringify({ keys, material, plaintext })}`);
    }
  });

  it.runIf(native)('is opened by http_ece, whatever its random key and salt', () => {
    for (let i = 0; i < 1_000; i++) {
      const { privateKey, keys } = receiver();
      const plaintext = randomBytes(randomInt(600));
      const opened = ece.decrypt(encrypt(keys, plaintext), {
        version: 'aes128gcm',
        privateKey,
        authSecret: keys.auth,
      });
      if (!opened.equals(plaintext)) expect.fail(`not opened: ${JSON.stringify({ keys, plaintext })}`);
    }
  });

  it.runIf(native)('refuses every key that JavaScript refuses, and no other', () => {
    const { keys } = receiver();
    const refuses = (core: NativeCore | null, p256dh: Buffer) => {
      try {
        encryptWith(core, { p256dh, auth: keys.auth }, Buffer.from('x'));
        return false;
      } catch {
        return true;
      }
    };
    for (let i = 0; i < 1_000; i++) {
      const p256dh = i % 4 === 0 ? Buffer.from(keys.p256dh) : randomBytes(65);
      p256dh[i % 7 === 0 ? randomInt(65) : 0] = i % 5 === 0 ? randomInt(256) : 4;
      expect(refuses(native, p256dh), p256dh.toString('hex')).toBe(refuses(null, p256dh));
    }
  });
});
