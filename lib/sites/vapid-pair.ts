import { createECDH } from 'node:crypto';
import webPush from 'web-push';
import { AppError } from '@/lib/platform/errors';

export interface VapidPair {
  /** Uncompressed P-256 point, 65 bytes. */
  publicKey: Buffer;
  /** 32 bytes. */
  privateKey: Buffer;
}

/** A new application server key pair (RFC 8292 §2). */
export function generateVapidPair(): VapidPair {
  const { publicKey, privateKey } = webPush.generateVAPIDKeys();
  return { publicKey: Buffer.from(publicKey, 'base64url'), privateKey: Buffer.from(privateKey, 'base64url') };
}

/**
 * Reads an existing pair, base64url with or without padding (standard base64 too, as some vendors export it).
 * @throws AppError `invalid_input` unless the private key is a P-256 scalar and the public key is its point.
 */
export function readVapidPair(given: { publicKey: string; privateKey: string }): VapidPair {
  const publicKey = decode(given.publicKey, 'publicKey');
  const privateKey = decode(given.privateKey, 'privateKey');
  if (publicKey.length !== 65 || publicKey[0] !== 4) {
    throw invalid('publicKey', 'must be an uncompressed P-256 point: 65 bytes, the first of them 4');
  }
  if (privateKey.length !== 32) throw invalid('privateKey', 'must have 32 bytes');
  const curve = createECDH('prime256v1');
  try {
    curve.setPrivateKey(privateKey);
  } catch {
    throw invalid('privateKey', 'is no private key of the curve P-256');
  }
  // Equal to a point that was computed on the curve, so it needs no check of its own.
  if (!curve.getPublicKey().equals(publicKey)) throw invalid('publicKey', 'does not belong to the private key');
  return { publicKey, privateKey };
}

function decode(text: string, field: string): Buffer {
  const trimmed = text.trim();
  if (!/^[A-Za-z0-9_+/-]+={0,2}$/.test(trimmed)) throw invalid(field, 'must be base64url');
  return Buffer.from(trimmed, 'base64url');
}

function invalid(field: string, message: string): AppError {
  return new AppError('invalid_input', { fields: [{ path: `vapidKeys.${field}`, message }] });
}
