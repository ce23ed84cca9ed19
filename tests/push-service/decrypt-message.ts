import { createDecipheriv, hkdfSync } from 'node:crypto';
import ece from 'http_ece';
import { type ReceiverKeys, toEcdh } from './receiver-keys';

/** salt 16, record size 4, length of the key id 1; then the key id (RFC 8188 section 2.1). */
const HEADER_LENGTH = 21;
const TAG_LENGTH = 16;

/**
 * Decrypts one Web Push body as a browser does (RFC 8291 section 4, RFC 8188). Written on node:crypto alone, so
 * that it shares nothing with `web-push` and `http_ece`, which are each other's halves.
 * @throws Error when it was not meant for these keys, was altered, or is not a single record.
 */
export function decryptMessage(body: Buffer, keys: ReceiverKeys): Buffer {
  const recordCount = countRecords(body);
  // RFC 8291 section 4: "An application server MUST encrypt a push message with a single record."
  if (recordCount !== 1) throw new Error(`${recordCount} records, a push message has one`);
  const salt = body.subarray(0, 16);
  const keyEnd = HEADER_LENGTH + body.readUInt8(20);
  const senderKey = body.subarray(HEADER_LENGTH, keyEnd);
  if (senderKey.length !== 65 || senderKey[0] !== 4) throw new Error('the key id is not an uncompressed P-256 point');
  const info = Buffer.concat([Buffer.from('WebPush: info\0'), keys.publicKey, senderKey]);
  const secret = hkdf(toEcdh(keys).computeSecret(senderKey), keys.auth, info, 32);
  const key = hkdf(secret, salt, Buffer.from('Content-Encoding: aes128gcm\0'), 16);
  const nonce = hkdf(secret, salt, Buffer.from('Content-Encoding: nonce\0'), 12); // record 0: nothing to XOR

  const record = body.subarray(keyEnd);
  const decipher = createDecipheriv('aes-128-gcm', key, nonce);
  decipher.setAuthTag(record.subarray(-TAG_LENGTH));
  const padded = Buffer.concat([decipher.update(record.subarray(0, -TAG_LENGTH)), decipher.final()]);
  let end = padded.length - 1;
  while (end >= 0 && padded[end] === 0) end--;
  if (padded[end] !== 2) throw new Error('the delimiter of the last record is missing');
  return padded.subarray(0, end);
}

/** The same by npm `http_ece`, another hand's reading of the RFCs; it does not mind several records. */
export function decryptWithHttpEce(body: Buffer, keys: ReceiverKeys): Buffer {
  return ece.decrypt(body, { version: 'aes128gcm', privateKey: toEcdh(keys), authSecret: keys.auth });
}

/**
 * Of how many aes128gcm records the body consists, by its header alone; no key is needed.
 * @throws Error when the header is not one.
 */
export function countRecords(body: Buffer): number {
  if (body.length < HEADER_LENGTH) throw new Error('the body is shorter than its header');
  const recordSize = body.readUInt32BE(16);
  if (recordSize < 18) throw new Error(`a record size of ${recordSize} is too small`);
  const content = body.length - HEADER_LENGTH - body.readUInt8(20);
  if (content <= TAG_LENGTH) throw new Error('the body has no content');
  return Math.ceil(content / recordSize);
}

function hkdf(secret: Buffer, salt: Buffer, info: Buffer, length: number): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, salt, info, length));
}
