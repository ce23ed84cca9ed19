import { z } from '@hono/zod-openapi';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { AppError } from '@/lib/platform/errors';
import { type ApiContext, answer } from './framework';

/** The header of an edit that is bound to what was read. */
export const IfMatch = z.object({
  'if-match': z.string().optional().meta({
    description: 'The `ETag` that was read: changed since, it is left alone and the answer is 412',
    example: '"v3"',
  }),
});

/** The strong ETag of something that counts its changes. */
function versionTag(version: number): string {
  return `"v${version}"`;
}

/**
 * The version that an edit is bound to by `If-Match` (RFC 9110 §13.1.1); undefined without the header, or for `*`.
 * @throws AppError `precondition_failed` for a tag that is none of ours, a weak one included
 */
export function expectedVersion(c: ApiContext): number | undefined {
  const given = c.req.header('if-match')?.trim();
  if (given === undefined || given === '*') return undefined;
  const version = /^"v(\d{1,15})"$/.exec(given)?.[1];
  if (version === undefined) throw new AppError('precondition_failed', { detail: 'Send the ETag as it was answered.' });
  return Number(version);
}

/**
 * When that what is edited was last changed, as `If-Match` has it: the counterpart of answerTagged.
 * @throws AppError `precondition_failed` for a tag that is none of ours
 */
export function expectedTime(c: ApiContext): Date | undefined {
  const version = expectedVersion(c);
  return version === undefined ? undefined : new Date(version);
}

type Versioned = { version: number } | { updatedAt: string };

/** What counts its changes is its version, else the time of the last one. */
function versionOf(value: Versioned): number {
  return 'version' in value ? value.version : Date.parse(value.updatedAt);
}

/** Answers with something that is edited, and with its ETag. */
export function answerTagged<S extends z.ZodType, T extends ContentfulStatusCode>(
  c: ApiContext,
  schema: S,
  value: z.input<S> & Versioned,
  status: T,
) {
  c.header('ETag', versionTag(versionOf(value)));
  return answer(c, schema, value, status);
}
