import { outboxInsert } from '@/lib/platform/webhook-outbox';

/**
 * The tail of every statement that moves deliveries: counts what the CTE
 * `changed (run_id, site_id, subscriber_id, origin_id, state, reason)` moved, in the transaction that moved it, so that counters
 * equal row counts at every instant (I8), and tells webhooks of it. Rows that went back to pending count as "retried" when they have a reason.
 * States: see prisma/deliveries.sql.
 * @param slot placeholder of the run_counters slot: parallel workers take different ones and do not queue for a row
 */
export function rollupCtes(slot: string): string {
  return `
  counted AS (
    INSERT INTO run_counters AS c (run_id, slot, site_id, accepted_count, gone_count, rejected_count, expired_count,
      suppressed_count, unknown_count)
    SELECT run_id, ${slot}::smallint, site_id,
      count(*) FILTER (WHERE state = 2), count(*) FILTER (WHERE state = 3), count(*) FILTER (WHERE state = 4),
      count(*) FILTER (WHERE state = 5), count(*) FILTER (WHERE state = 6), count(*) FILTER (WHERE state = 7)
    FROM changed WHERE state > 1 GROUP BY run_id, site_id
    ON CONFLICT (run_id, slot) DO UPDATE SET
      accepted_count = c.accepted_count + excluded.accepted_count,
      gone_count = c.gone_count + excluded.gone_count,
      rejected_count = c.rejected_count + excluded.rejected_count,
      expired_count = c.expired_count + excluded.expired_count,
      suppressed_count = c.suppressed_count + excluded.suppressed_count,
      unknown_count = c.unknown_count + excluded.unknown_count
  ),
  reasoned AS (
    INSERT INTO run_reasons AS r (run_id, origin_id, outcome, reason, site_id, count)
    SELECT run_id, origin_id,
      CASE state WHEN 0 THEN 'retried' WHEN 3 THEN 'gone' WHEN 4 THEN 'rejected' WHEN 5 THEN 'expired'
        WHEN 6 THEN 'suppressed' ELSE 'unknown' END,
      reason, site_id, count(*)
    FROM changed WHERE state NOT IN (1, 2) AND reason IS NOT NULL GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3, 4
    ON CONFLICT (run_id, origin_id, outcome, reason) DO UPDATE SET count = r.count + excluded.count
  ),
  ticked AS (
    INSERT INTO run_ticks AS t (run_id, bucket_at, site_id, settled_count)
    SELECT run_id, date_bin('5 seconds', now(), 'epoch'::timestamptz), site_id, count(*)
    FROM changed WHERE state > 1 GROUP BY run_id, site_id
    ON CONFLICT (run_id, bucket_at) DO UPDATE SET settled_count = t.settled_count + excluded.settled_count
  ),
  hooked AS (
    ${outboxInsert(`
      SELECT site_id, CASE state WHEN 2 THEN 'message.accepted' ELSE 'message.failed' END AS type, run_id, subscriber_id,
        CASE state WHEN 2 THEN '' ELSE state || ' ' || COALESCE(reason, '') END AS detail
      FROM changed WHERE state > 1`)}
  )`;
}

/** Slots of run_counters; readers sum them. */
export const COUNTER_SLOTS = 16;
