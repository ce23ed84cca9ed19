import { createCipheriv, createECDH, hash, randomFillSync } from 'node:crypto';
import { AppError } from '@/lib/platform/errors';
import { type NativeCore, nativeCore } from './native-core';

/** RFC 8291 §4: a body of 4,096 bytes less header (86), padding delimiter (1) and tag (16). */
export const MAX_ENCRYPTED_PLAINTEXT_BYTES = 3_993;
const SALT_BYTES = 16;
const POINT_BYTES = 65;
const AUTH_BYTES = 16;
const HEADER_BYTES = 86;
const RECORD_SIZE = 4_096;
const TAG_BYTES = 16;

const KEY_INFO = Buffer.from('WebPush: info\0');
// The 1 is the counter of HKDF-Expand's only block (RFC 5869 §2.3): all three outputs fit into one SHA-256.
const COUNTER = 1;
const CEK_INFO = Buffer.from('Content-Encoding: aes128gcm\0\x01');
const NONCE_INFO = Buffer.from('Content-Encoding: nonce\0\x01');
/** RFC 8188 §2: the delimiter of the last record, which here is the only one. */
const LAST_RECORD = 2;

export interface SubscriptionKeys {
  /** 65 bytes, uncompressed point on P-256. */
  p256dh: Buffer;
  /** 16 bytes. */
  auth: Buffer;
}

/** Sender's private key (32 bytes) and salt (16): fixed for a test vector only, both must be new for each message. */
export interface Material {
  secret: Buffer;
  salt: Buffer;
}

/**
 * Encrypts one message as one `aes128gcm` record (RFC 8291, RFC 8188), in C where set-up has built that.
 * @throws AppError `invalid_input` when the keys are not valid or the plaintext is above 3,993 bytes
 */
export function encrypt(keys: SubscriptionKeys, plaintext: Buffer): Buffer {
  return encryptWith(nativeCore(), keys, plaintext);
}

/**
 * @param core null: in JavaScript
 * @throws AppError as `encrypt`
 */
export function encryptWith(
  core: NativeCore | null,
  keys: SubscriptionKeys,
  plaintext: Buffer,
  material?: Material,
): Buffer {
  if (plaintext.length > MAX_ENCRYPTED_PLAINTEXT_BYTES) {
    throw new AppError('invalid_input', {
      detail: `The message is ${plaintext.length} bytes; one push carries at most ${MAX_ENCRYPTED_PLAINTEXT_BYTES}.`,
    });
  }
  if (keys.p256dh.length !== POINT_BYTES || keys.p256dh[0] !== 4 || keys.auth.length !== AUTH_BYTES) throw badKeys();
  const body = Buffer.allocUnsafe(HEADER_BYTES + plaintext.length + 1 + TAG_BYTES);
  if (!core) {
    encryptInJs(body, keys, plaintext, material);
    return body;
  }
  const code = material
    ? core.encrypt(body, keys.p256dh, keys.auth, plaintext, material.secret, material.salt)
    : core.encrypt(body, keys.p256dh, keys.auth, plaintext);
  if (code === 1) throw badKeys();
  if (code !== 0) throw new Error('the native core could not encrypt');
  return body;
}

// One object for all messages, since making one costs as much as the key pair that each message gets of it.
const sender = createECDH('prime256v1');
/** Plaintext and delimiter side by side, so that the cipher is called once. */
const record = Buffer.alloc(RECORD_SIZE);

/** `createECDH` because it is three to four times faster in Node than KeyObjects or WebCrypto. */
function encryptInJs(body: Buffer, keys: SubscriptionKeys, plaintext: Buffer, material?: Material): void {
  if (material) sender.setPrivateKey(material.secret);
  const senderPublic = material ? sender.getPublicKey() : sender.generateKeys();
  let shared: Buffer;
  try {
    shared = sender.computeSecret(keys.p256dh);
  } catch (cause) {
    throw badKeys(cause);
  }
  if (material) material.salt.copy(body);
  else newSalt(body);
  body.writeUInt32BE(RECORD_SIZE, SALT_BYTES);
  body[SALT_BYTES + 4] = POINT_BYTES;
  senderPublic.copy(body, SALT_BYTES + 5);

  // RFC 8291 §3.4: the key that both sides derive from the key agreement and the auth secret.
  const keyOfInput = hmac(keys.auth, put(shared));
  const keyInfoEnd = put(senderPublic, put(keys.p256dh, put(KEY_INFO)));
  message[keyInfoEnd] = COUNTER;
  const inputKey = hmac(keyOfInput, keyInfoEnd + 1);
  const prk = hmac(body.subarray(0, SALT_BYTES), put(inputKey));
  const contentKey = hmac(prk, put(CEK_INFO)).subarray(0, 16);
  const nonce = hmac(prk, put(NONCE_INFO)).subarray(0, 12);
  const cipher = createCipheriv('aes-128-gcm', contentKey, nonce);
  plaintext.copy(record);
  record[plaintext.length] = LAST_RECORD;
  const sealed = cipher.update(record.subarray(0, plaintext.length + 1));
  cipher.final();
  sealed.copy(body, HEADER_BYTES);
  cipher.getAuthTag().copy(body, HEADER_BYTES + sealed.length);
}

const HASH_BYTES = 32;
const BLOCK_BYTES = 64;
/** The longest is the key's info, both points and the counter. */
const MAX_MESSAGE_BYTES = 14 + 2 * POINT_BYTES + 1;
const INNER_PAD = 0x36;
const OUTER_PAD = 0x5c;
const inner = Buffer.alloc(BLOCK_BYTES + MAX_MESSAGE_BYTES, INNER_PAD);
const outer = Buffer.alloc(BLOCK_BYTES + HASH_BYTES, OUTER_PAD);
const message = inner.subarray(BLOCK_BYTES);

/** Puts bytes into the message of the next `hmac`. @returns where they end */
function put(bytes: Buffer, at = 0): number {
  return at + bytes.copy(message, at);
}

/**
 * HMAC-SHA-256 (RFC 2104) of what was put: two hashes at one call each cost less than a Hmac object.
 * @param key at most 32 bytes
 */
function hmac(key: Buffer, length: number): Buffer {
  for (let i = 0; i < HASH_BYTES; i++) {
    const byte = key[i] ?? 0;
    inner[i] = byte ^ INNER_PAD;
    outer[i] = byte ^ OUTER_PAD;
  }
  hash('sha256', inner.subarray(0, BLOCK_BYTES + length), 'buffer').copy(outer, BLOCK_BYTES);
  return hash('sha256', outer, 'buffer');
}

/** Random bytes are drawn for 256 messages at once: most of a draw's cost is the call. */
const salts = Buffer.alloc(256 * SALT_BYTES);
let saltAt = salts.length;

function newSalt(body: Buffer): void {
  if (saltAt === salts.length) {
    randomFillSync(salts);
    saltAt = 0;
  }
  salts.copy(body, 0, saltAt, saltAt + SALT_BYTES);
  saltAt += SALT_BYTES;
}

function badKeys(cause?: unknown): AppError {
  return new AppError('invalid_input', {
    detail: "The subscription's keys are not a P-256 point and a 16-byte secret.",
    cause,
  });
}
