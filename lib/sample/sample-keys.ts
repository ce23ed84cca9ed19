import { createECDH, hkdfSync } from 'node:crypto';
import { env } from '@/lib/platform/env';

export interface SampleKeys {
  privateKey: Buffer;
  /** Uncompressed point, 65 bytes. */
  p256dh: Buffer;
  /** 16 bytes. */
  auth: Buffer;
}

/**
 * The key pair and auth secret of the n-th simulated browser, derived from the installation's secret, so that the
 * simulator needs no store: it meets the same keys again after a restart.
 */
export function sampleKeys(index: number): SampleKeys {
  const auth = derive(`auth:${index}`, 16);
  // A derived number is above the curve's order once in 2^32: then the next one is taken.
  for (let attempt = 0; ; attempt++) {
    const ecdh = createECDH('prime256v1');
    const privateKey = derive(`private:${index}:${attempt}`, 32);
    try {
      ecdh.setPrivateKey(privateKey);
    } catch (error) {
      if (attempt < 4) continue;
      throw error;
    }
    return { privateKey, p256dh: ecdh.getPublicKey(), auth };
  }
}

function derive(purpose: string, length: number): Buffer {
  return Buffer.from(hkdfSync('sha256', env().BELFRY_SECRET, 'belfry sample browser', purpose, length));
}
