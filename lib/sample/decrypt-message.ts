import { createDecipheriv, createECDH, createHmac } from 'node:crypto';
import type { SampleKeys } from './sample-keys';

const HEADER_BYTES = 86; // salt 16, record size 4, key id length 1, key id 65 (RFC 8188 §2.1, RFC 8291 §4)
const TAG_BYTES = 16;

/**
 * The browser's side of RFC 8291: opens a single aes128gcm record.
 * @throws Error when the body is not one whole record for these keys.
 */
export function decryptMessage(body: Buffer, keys: SampleKeys): Buffer {
  if (body.length < HEADER_BYTES + TAG_BYTES + 1 || body[20] !== 65) throw new Error('not an RFC 8291 body');
  const salt = body.subarray(0, 16);
  const recordSize = body.readUInt32BE(16);
  const senderKey = body.subarray(21, HEADER_BYTES);
  const record = body.subarray(HEADER_BYTES);
  if (record.length > recordSize) throw new Error('more than one record');

  const ecdh = createECDH('prime256v1');
  ecdh.setPrivateKey(keys.privateKey);
  const info = Buffer.concat([Buffer.from('WebPush: info\0'), keys.p256dh, senderKey]);
  const inputKey = hkdf(keys.auth, ecdh.computeSecret(senderKey), info, 32);
  const contentKey = hkdf(salt, inputKey, Buffer.from('Content-Encoding: aes128gcm\0'), 16);
  const nonce = hkdf(salt, inputKey, Buffer.from('Content-Encoding: nonce\0'), 12);

  const decipher = createDecipheriv('aes-128-gcm', contentKey, nonce);
  decipher.setAuthTag(record.subarray(record.length - TAG_BYTES));
  const padded = Buffer.concat([decipher.update(record.subarray(0, record.length - TAG_BYTES)), decipher.final()]);
  // The last record's text ends with 0x02 and any number of zeros (RFC 8188 §2).
  const end = padded.findLastIndex((byte) => byte !== 0);
  if (padded[end] !== 2) throw new Error('the record is not marked as the last');
  return padded.subarray(0, end);
}

/** HKDF with SHA-256 for at most 32 bytes (RFC 5869): one block of expansion. */
function hkdf(salt: Buffer, inputKey: Buffer, info: Buffer, length: number): Buffer {
  const pseudoRandomKey = createHmac('sha256', salt).update(inputKey).digest();
  return createHmac('sha256', pseudoRandomKey).update(info).update(Buffer.of(1)).digest().subarray(0, length);
}
