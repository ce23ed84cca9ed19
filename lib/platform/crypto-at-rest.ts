import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { env } from './env';

const VERSION = 1;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Seals a secret: version (1 byte), nonce (12), ciphertext, tag (16); AES-256-GCM under the master key.
 * @param context what the secret belongs to (`vapid:<site>:<public key>`); it must be given again to open,
 *   so that a sealed value moved to another row does not open there.
 */
export function seal(plain: Uint8Array, context: string): Uint8Array<ArrayBuffer> {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', masterKey(), nonce);
  cipher.setAAD(Buffer.from(context));
  return new Uint8Array(
    Buffer.concat([Buffer.of(VERSION), nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]),
  );
}

/**
 * Opens what `seal` made with the same context.
 * @throws Error when the master key or the context is another, or the bytes were changed.
 */
export function open(sealed: Uint8Array, context: string): Buffer {
  if (sealed[0] !== VERSION) throw new Error(`sealed with an unknown version ${sealed[0]}`);
  const bytes = Buffer.from(sealed);
  const decipher = createDecipheriv('aes-256-gcm', masterKey(), bytes.subarray(1, 1 + NONCE_BYTES));
  decipher.setAAD(Buffer.from(context));
  decipher.setAuthTag(bytes.subarray(bytes.length - TAG_BYTES));
  return Buffer.concat([decipher.update(bytes.subarray(1 + NONCE_BYTES, bytes.length - TAG_BYTES)), decipher.final()]);
}

function masterKey(): Buffer {
  return Buffer.from(env().BELFRY_MASTER_KEY, 'base64url');
}
