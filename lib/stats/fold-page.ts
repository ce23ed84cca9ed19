import { HELD_OUT_REASON } from '@/lib/campaigns/arm-slots';
import { pool } from '@/lib/platform/db';

export const FOLD_PAGE_SIZE = 20_000;

/**
 * Counts the next rows of a run into the generation that is being made, and moves the cursor, in one statement: killed
 * at any instant, no row is counted twice or left out; two workers at one run take turns. Whom a row was for is looked
 * up as they are now; of who is erased nothing is known.
 * @returns how many rows it counted, whether they were the last, and in which generation; null when none is being made
 */
export async function foldPage(
  runId: bigint,
  pageSize: number = FOLD_PAGE_SIZE,
): Promise<{ rowCount: number; isLast: boolean; generation: number } | null> {
  const { rows } = await pool.query<{ row_count: number; generation: number }>(FOLD_PAGE_SQL, [runId, pageSize]);
  const [row] = rows;
  if (!row) return null;
  return { rowCount: row.row_count, isLast: row.row_count < pageSize, generation: row.generation };
}

// What was received before its push service's answer was stored (states 0 and 1) was accepted, as in campaign-stats.ts.
const COUNTS = `count(*) AS audience, count(*) FILTER (WHERE state = 2 OR (state < 2 AND received_at IS NOT NULL)) AS accepted,
      count(*) FILTER (WHERE state IN (3, 4, 5)) AS failed, count(*) FILTER (WHERE state = 6) AS suppressed,
      count(*) FILTER (WHERE state = 7) AS unknown, count(received_at) AS received, count(shown_at) AS shown,
      count(clicked_at) AS clicked, count(dismissed_at) AS dismissed`;

const NAMES = ['audience', 'accepted', 'failed', 'suppressed', 'unknown', 'received', 'shown', 'clicked', 'dismissed'];

/**
 * Exported for the test that reads its plan. Subscribers are looked up one by one by their key: a join would be planned
 * by figures that Postgres does not have of a run's new rows, and might read every subscriber for each page. Who was held
 * out of an A/B test got no message: a value of its own.
 * The next generation is `generation + 1`; its minutes become quarters of an hour two hours after the launch.
 */
export const FOLD_PAGE_SQL = `
  WITH fold AS (
    SELECT f.run_id, f.site_id, f.generation + 1 AS generation, f.cursor_subscriber_id AS cursor,
      r.created_at + interval '2 hours' AS minutes_until
    FROM run_folds f JOIN runs r ON r.id = f.run_id WHERE f.run_id = $1 AND f.started_at IS NOT NULL FOR UPDATE OF f
  ),
  page AS MATERIALIZED (
    SELECT d.subscriber_id, CASE WHEN d.reason = '${HELD_OUT_REASON}' THEN '${HELD_OUT_REASON}' ELSE d.variant::text END AS variant, d.state, d.clicked_actions, d.settled_at, d.received_at, d.shown_at,
      d.clicked_at, d.dismissed_at, COALESCE(s.browser, '') AS browser, COALESCE(s.os, '') AS os,
      COALESCE(NULLIF(s.device, 'unknown'), '') AS device, COALESCE(s.country, '') AS country,
      COALESCE(split_part(s.language, '-', 1), '') AS language
    FROM deliveries d LEFT JOIN LATERAL (
      SELECT browser, os, device, country, language FROM subscribers
      WHERE id = d.subscriber_id AND site_id = d.site_id LIMIT 1
    ) s ON true
    WHERE d.run_id = $1 AND d.subscriber_id > (SELECT cursor FROM fold) ORDER BY d.subscriber_id LIMIT $2
  ),
  counts AS (
    SELECT CASE WHEN GROUPING(browser) = 0 THEN 'browser' WHEN GROUPING(os) = 0 THEN 'os'
        WHEN GROUPING(device) = 0 THEN 'device' WHEN GROUPING(country) = 0 THEN 'country'
        WHEN GROUPING(language) = 0 THEN 'language' ELSE 'variant' END AS dimension,
      COALESCE(browser, os, device, country, language, variant) AS value, ${COUNTS}
    FROM page GROUP BY GROUPING SETS ((browser), (os), (device), (country), (language), (variant))
    UNION ALL
    -- What was pressed: one person may have pressed several parts, so that these add up to more than who clicked.
    SELECT 'button', variant || '/' || part, 0, 0, 0, 0, 0, 0, 0, count(*), 0
    FROM page CROSS JOIN (VALUES (0), (1), (2)) AS p (part)
    WHERE clicked_actions & (1 << part) <> 0 GROUP BY variant, part
  ),
  broken_down AS (
    INSERT INTO run_breakdowns AS b (run_id, generation, dimension, value, site_id,
      ${NAMES.map((name) => `${name}_count`).join(', ')})
    SELECT fold.run_id, fold.generation, dimension, value, fold.site_id, ${NAMES.join(', ')}
    FROM counts CROSS JOIN fold
    ON CONFLICT (run_id, generation, dimension, value) DO UPDATE SET
      ${NAMES.map((name) => `${name}_count = b.${name}_count + excluded.${name}_count`).join(', ')}
  ),
  timed AS (
    INSERT INTO run_buckets AS b (run_id, generation, bucket_at, site_id, accepted_count, shown_count, clicked_count)
    SELECT fold.run_id, fold.generation,
      date_bin(CASE WHEN at < fold.minutes_until THEN interval '1 minute' ELSE interval '15 minutes' END, at, 'epoch'),
      fold.site_id, sum(accepted), sum(shown), sum(clicked)
    FROM page CROSS JOIN fold CROSS JOIN LATERAL (VALUES
      (CASE WHEN state = 2 THEN settled_at END, 1, 0, 0), (shown_at, 0, 1, 0), (clicked_at, 0, 0, 1)
    ) AS t (at, accepted, shown, clicked)
    WHERE at IS NOT NULL GROUP BY 1, 2, 3, 4
    ON CONFLICT (run_id, generation, bucket_at) DO UPDATE SET
      accepted_count = b.accepted_count + excluded.accepted_count, shown_count = b.shown_count + excluded.shown_count,
      clicked_count = b.clicked_count + excluded.clicked_count
  )
  UPDATE run_folds f SET next_at = now() + interval '1 minute',
    cursor_subscriber_id = COALESCE((SELECT max(subscriber_id) FROM page), f.cursor_subscriber_id)
  FROM fold WHERE f.run_id = fold.run_id
  RETURNING (SELECT count(*)::int FROM page) AS row_count, fold.generation`;
