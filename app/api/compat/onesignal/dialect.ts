import { z } from 'zod';
import type { Dialect } from '../require-any';

const Keyed = z.object({ idempotency_key: z.unknown(), external_id: z.unknown() }).partial();

/** The key that a notification is sent once for; `external_id` is its older name. */
export function readIdempotencyKey(body: unknown): string | null {
  const { data } = Keyed.safeParse(body);
  const key = data?.idempotency_key ?? data?.external_id;
  return typeof key === 'string' && key !== '' ? key : null;
}

export const ONESIGNAL: Dialect = { schemes: ['key', 'basic', 'bearer'] };

export const ONESIGNAL_NOTIFICATION: Dialect = {
  ...ONESIGNAL,
  readIdempotencyKey: (body) => {
    const key = readIdempotencyKey(body);
    // Apart from the keys of /api/v1: one UUID may have been used for both.
    return key === null ? undefined : `onesignal:${key}`;
  },
};
