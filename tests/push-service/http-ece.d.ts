/** The part of npm `http_ece` 1.2.1 that the tests use; the package ships no types. */
declare module 'http_ece' {
  import type { ECDH } from 'node:crypto';

  interface DecryptParams {
    version: 'aes128gcm';
    /** The receiver's key pair. */
    privateKey: ECDH;
    /** The subscription's 16 octets. */
    authSecret: Buffer | string;
  }

  interface EncryptParams {
    version: 'aes128gcm';
    /** The sender's key pair of this one message. */
    privateKey: ECDH;
    /** The receiver's public key, base64url. */
    dh: string;
    /** 16 octets, base64url. */
    salt: string;
    /** The subscription's 16 octets, base64url. */
    authSecret: string;
  }

  const ece: {
    decrypt(body: Buffer, params: DecryptParams): Buffer;
    encrypt(plain: Buffer, params: EncryptParams): Buffer;
  };
  export default ece;
}
