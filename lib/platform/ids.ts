import { notFound } from './not-found';

/** One list of id prefixes: what a public id names can be read off it. */
const PREFIX = {
  workspace: 'wsp',
  user: 'usr',
  site: 'site',
  vapidKey: 'vpk',
  topic: 'top',
  subscriber: 'sub',
  event: 'evt',
  consent: 'con',
  segment: 'seg',
  campaign: 'cmp',
  draftVersion: 'ver',
  template: 'tpl',
  image: 'img',
  variant: 'var',
  goal: 'goal',
  run: 'run',
  message: 'msg',
  apiKey: 'key',
  audit: 'aud',
  jobFailure: 'job',
  export: 'exp',
  import: 'imp',
  webhook: 'whk',
  webhookEvent: 'wev',
  webhookDelivery: 'wdl',
} as const;

export type IdKind = keyof typeof PREFIX;

// Crockford's base 32, lower case: no i, l, o, u, so that an id can be read aloud.
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
const DIGITS = 13; // 13 × 5 bits ≥ 63 bits
const MAX = (1n << 63n) - 1n;

/** `encodeId('campaign', 5n)` → `cmp_0000000000005`. Sorts as the number does. */
export function encodeId(kind: IdKind, id: bigint): string {
  let rest = id;
  let text = '';
  for (let i = 0; i < DIGITS; i++) {
    text = ALPHABET[Number(rest & 31n)] + text;
    rest >>= 5n;
  }
  return `${PREFIX[kind]}_${text}`;
}

/** The number inside a public id, or null when it is malformed or of another kind. */
export function tryDecodeId(kind: IdKind, publicId: string): bigint | null {
  const prefix = `${PREFIX[kind]}_`;
  if (publicId.length !== prefix.length + DIGITS || !publicId.startsWith(prefix)) return null;
  let id = 0n;
  for (const char of publicId.slice(prefix.length)) {
    const digit = ALPHABET.indexOf(char);
    if (digit < 0) return null;
    id = (id << 5n) | BigInt(digit);
  }
  return id <= MAX ? id : null;
}

/**
 * The number inside a public id.
 * @throws AppError `not_found` when malformed: to a caller it is the same as an id that names nothing.
 */
export function decodeId(kind: IdKind, publicId: string): bigint {
  const id = tryDecodeId(kind, publicId);
  if (id === null) throw notFound(kind);
  return id;
}
