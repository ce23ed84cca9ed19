import { createECDH, type ECDH, randomBytes } from 'node:crypto';

/**
 * What a browser makes in pushManager.subscribe (RFC 8291 section 3.1): a P-256 key pair and 16 secret
 * octets. Kept as plain octets: a native ECDH object for each of 50,000 subscribers costs ten times the memory.
 */
export interface ReceiverKeys {
  /** 32 octets. */
  privateKey: Buffer;
  /** 65 octets, uncompressed point. */
  publicKey: Buffer;
  /** 16 octets. */
  auth: Buffer;
}

export function makeReceiverKeys(): ReceiverKeys {
  const ecdh = createECDH('prime256v1');
  const publicKey = ecdh.generateKeys();
  const privateKey = Buffer.alloc(32);
  const bare = ecdh.getPrivateKey(); // without its leading zeros
  bare.copy(privateKey, 32 - bare.length);
  return { privateKey, publicKey, auth: randomBytes(16) };
}

export function toEcdh(keys: ReceiverKeys): ECDH {
  const ecdh = createECDH('prime256v1');
  ecdh.setPrivateKey(keys.privateKey);
  return ecdh;
}
