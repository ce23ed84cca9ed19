import { ARM_SLOTS } from '@/lib/campaigns/arm-slots';
import { outboxInsert } from '@/lib/platform/webhook-outbox';

/**
 * The tail of every statement that moves deliveries: counts what the CTE
 * `changed (run_id, site_id, subscriber_id, origin_id, state, reason)` moved, in the transaction that moved it, so that counters
 * equal row counts at every instant (I8), and tells webhooks of it. Rows that went back to pending count as "retried" when they have a reason.
 * Ordered by run: statements for many runs cannot wait for each other. States: see prisma/deliveries.sql.
 * The $1 of a statement for one run is the run. In an A/B test each variant has slots of its own (lib/campaigns/arm-slots.ts): which
 * one a row is in follows from the subscriber's place, so that no row needs to be read for it.
 * @param slot placeholder of the run_counters slot: parallel workers take different ones and do not queue for a row
 * @param runs whether they are of one run or of messages of the API, which have no variants to compare and no chart. Of those
 * `counted (run_id, ended_count)` tells how many rows have ended in the slot
 */
export function rollupCtes(slot: string, runs: 'one' | 'messages' = 'one'): string {
  return `
  split AS (
    SELECT COALESCE(seed_run_id, id) AS seed, arm_cuts, GREATEST(cardinality(languages), 1) AS language_count
    FROM runs WHERE ${runs === 'one' ? 'id = $1 AND' : 'false AND'} cardinality(arm_cuts) > 0
  ),
  counted AS (
    INSERT INTO run_counters AS c (run_id, slot, site_id, accepted_count, gone_count, rejected_count, expired_count,
      suppressed_count, unknown_count)
    SELECT run_id, ${slot}::smallint + COALESCE(${ARM_SLOTS} * split.language_count
        * (width_bucket(belfry_place(split.seed, subscriber_id), split.arm_cuts) - 1), 0), site_id,
      count(*) FILTER (WHERE state = 2), count(*) FILTER (WHERE state = 3), count(*) FILTER (WHERE state = 4),
      count(*) FILTER (WHERE state = 5), count(*) FILTER (WHERE state = 6), count(*) FILTER (WHERE state = 7)
    FROM changed LEFT JOIN split ON true WHERE state > 1 GROUP BY 1, 2, 3 ORDER BY 1, 2
    ON CONFLICT (run_id, slot) DO UPDATE SET
      accepted_count = c.accepted_count + excluded.accepted_count,
      gone_count = c.gone_count + excluded.gone_count,
      rejected_count = c.rejected_count + excluded.rejected_count,
      expired_count = c.expired_count + excluded.expired_count,
      suppressed_count = c.suppressed_count + excluded.suppressed_count,
      unknown_count = c.unknown_count + excluded.unknown_count
    ${runs === 'one' ? '' : `RETURNING c.run_id, ${TERMINAL_COUNTS.map((name) => `c.${name}`).join(' + ')} AS ended_count`}
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
  ${runs === 'one' ? TICKED : ''}
  hooked AS (
    ${outboxInsert(`
      SELECT site_id, CASE state WHEN 2 THEN 'message.accepted' ELSE 'message.failed' END AS type, run_id, subscriber_id,
        CASE state WHEN 2 THEN '' ELSE state || ' ' || COALESCE(reason, '') END AS detail
      FROM changed WHERE state > 1`)}
  )`;
}

/** What was handed to a push service; who is skipped, or too late, was never sent anything. */
const TICKED = `
  ticked AS (
    INSERT INTO run_ticks AS t (run_id, bucket_at, site_id, settled_count)
    SELECT run_id, date_bin('5 seconds', now(), 'epoch'::timestamptz), site_id, count(*)
    FROM changed WHERE state IN (2, 3, 4, 7) GROUP BY run_id, site_id ORDER BY run_id
    ON CONFLICT (run_id, bucket_at) DO UPDATE SET settled_count = t.settled_count + excluded.settled_count
  ),`;

/** Columns of run_counters that add up to the audience once a run has ended (I1). */
export const TERMINAL_COUNTS = [
  'accepted_count',
  'gone_count',
  'rejected_count',
  'expired_count',
  'suppressed_count',
  'unknown_count',
] as const;

/** Slots of run_counters; readers sum them. */
export const COUNTER_SLOTS = 16;
