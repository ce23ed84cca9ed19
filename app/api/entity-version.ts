import { z } from '@hono/zod-openapi';
import { AppError } from '@/lib/platform/errors';
import type { ApiContext } from './framework';

/** The header of an edit that is bound to what was read. */
export const IfMatch = z.object({
  'if-match': z.string().optional().meta({
    description: 'The `ETag` that was read: changed since, it is left alone and the answer is 412',
    example: '"v3"',
  }),
});

/** The strong ETag of something that counts its changes. */
export function versionTag(version: number): string {
  return `"v${version}"`;
}

/**
 * The version that an edit is bound to by `If-Match` (RFC 9110 §13.1.1); undefined without the header, or for `*`.
 * @throws AppError `precondition_failed` for a tag that is none of ours, a weak one included
 */
export function expectedVersion(c: ApiContext): number | undefined {
  const given = c.req.header('if-match')?.trim();
  if (given === undefined || given === '*') return undefined;
  const version = /^"v(\d{1,9})"$/.exec(given)?.[1];
  if (version === undefined) throw new AppError('precondition_failed', { detail: 'Send the ETag as it was answered.' });
  return Number(version);
}
