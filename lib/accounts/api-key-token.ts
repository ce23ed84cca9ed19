import { createHash, randomBytes } from 'node:crypto';
import { encodeId, tryDecodeId } from '@/lib/platform/ids';

// bk_<13 characters of the key's id>.<256-bit secret>: the id finds the row, the secret proves possession, and the
// prefix lets secret scanners recognise a leaked key.
const TOKEN = /^bk_([0-9a-z]{13})\.([A-Za-z0-9_-]{43})$/;

/** 43 characters of base64url: 256 random bits. */
export function makeApiKeySecret(): string {
  return randomBytes(32).toString('base64url');
}

/** A fast hash is right here: 256 random bits cannot be guessed, slow or not. */
export function hashApiKeySecret(secret: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(createHash('sha256').update(secret).digest());
}

/** What is shown once and sent ever after: `bk_0j3v8m2k4qw5r.{secret}`. */
export function formatApiKeyToken(id: bigint, secret: string): string {
  return `${apiKeyTokenPrefix(id)}.${secret}`;
}

/** What stays visible of a token: enough to tell which key a leaked one was. */
export function apiKeyTokenPrefix(id: bigint): string {
  return `bk_${encodeId('apiKey', id).slice('key_'.length)}`;
}

/** Null when it is not shaped like one of our tokens. */
export function readApiKeyToken(token: string): { id: bigint; secret: string } | null {
  const [, digits, secret] = TOKEN.exec(token) ?? [];
  const id = digits === undefined ? null : tryDecodeId('apiKey', `key_${digits}`);
  return id === null || secret === undefined ? null : { id, secret };
}
