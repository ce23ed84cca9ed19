import { createHash } from 'node:crypto';
import type { ApiContext } from './framework';

/** A strong ETag of a body. */
export function entityTag(body: string | Uint8Array): string {
  return `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`;
}

/** Whether the client has this very body already (RFC 9110 §13.1.2: weak comparison). */
export function isFresh(c: ApiContext, tag: string): boolean {
  const given = c.req.header('if-none-match');
  if (given === undefined) return false;
  return given.trim() === '*' || given.split(',').some((one) => one.trim().replace(/^W\//, '') === tag);
}
