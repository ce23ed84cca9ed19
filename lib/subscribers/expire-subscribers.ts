import type { Pool, PoolClient } from 'pg';
import { pool } from '@/lib/platform/db';

/**
 * Ends subscriptions that a push service no longer knows (`gone`) or that belong to another key (`key_mismatch`), each
 * with its event. Only active ones, and only those whose endpoint is still the one that was sent to: a device that
 * healed meanwhile keeps its new subscription.
 *
 * @param sentAt by the database's clock, e.g. when the batch was claimed
 * @param executor the caller's transaction, or the pool
 * @returns how many ended
 */
export async function expireSubscribers(
  siteId: bigint,
  subscriberIds: readonly bigint[],
  status: 'gone' | 'key_mismatch',
  sentAt: Date,
  executor: Pool | PoolClient = pool,
): Promise<number> {
  const { rows } = await executor.query<{ count: number }>({
    name: 'expire-subscribers',
    text: `
      WITH ended AS (
        UPDATE subscribers SET status = $3::text::"SubscriberStatus", ended_at = now(), updated_at = now()
        WHERE site_id = $1 AND id = ANY($2::bigint[]) AND status = 'active' AND endpoint_set_at <= $4 RETURNING id
      ), event AS (
        INSERT INTO subscriber_events (site_id, subscriber_id, kind) SELECT $1, id, $3::text FROM ended
      )
      SELECT count(*)::int AS count FROM ended`,
    values: [siteId, subscriberIds.map(String), status, sentAt],
  });
  return rows[0]?.count ?? 0;
}
