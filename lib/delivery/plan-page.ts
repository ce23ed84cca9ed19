import type { FrozenAudience } from '@/lib/contracts/campaigns';
import { pool } from '@/lib/platform/db';
import { compileFrozenAudience } from '@/lib/segments/compile-frozen-audience';
import { COUNTER_SLOTS, rollupCtes } from './rollup';

export const PLAN_PAGE_SIZE = 5_000;

export interface PlannedPage {
  /** Rows made by this page. */
  plannedCount: number;
  /** Everything up to this subscriber is planned. */
  cursor: bigint;
  /** The whole audience is planned. */
  isComplete: boolean;
}

/**
 * Plans the next subscribers of a run: one statement that locks the run, inserts their deliveries, moves the cursor
 * and counts. Run twice, or by two workers at once, it makes no row twice (I2); killed, it leaves nothing half done.
 * A cancelled run's rows are made as suppressed, so that its states still add up to its audience.
 * @returns null when there is nothing left to plan
 */
export async function planPage(
  runId: bigint,
  siteId: bigint,
  audience: FrozenAudience,
  pageSize: number = PLAN_PAGE_SIZE,
): Promise<PlannedPage | null> {
  const { text, params } = planPageQuery(runId, siteId, audience, pageSize);
  const result = await pool.query<{ planned_count: bigint; cursor: bigint; is_complete: boolean }>(text, params);
  const row = result.rows[0];
  return row ? { plannedCount: Number(row.planned_count), cursor: row.cursor, isComplete: row.is_complete } : null;
}

/** Exported for the test that reads its plan. */
export function planPageQuery(runId: bigint, siteId: bigint, audience: FrozenAudience, pageSize: number) {
  const params: unknown[] = [runId, siteId, pageSize];
  const matches = compileFrozenAudience(audience, params);
  const text = `
  WITH run AS (
    SELECT id, site_id, status, cursor_subscriber_id, bound_subscriber_id, shard_count
    FROM runs WHERE id = $1 AND site_id = $2 AND planned_at IS NULL FOR UPDATE
  ),
  page AS (
    SELECT s.id, s.origin_id FROM subscribers s
    WHERE s.site_id = $2 AND s.id > (SELECT cursor_subscriber_id FROM run)
      AND s.id <= (SELECT bound_subscriber_id FROM run) AND ${matches}
    ORDER BY s.id LIMIT $3
  ),
  bounds AS (SELECT count(*) AS size, max(id) AS last FROM page),
  made AS (
    INSERT INTO deliveries (run_id, subscriber_id, site_id, origin_id, shard, state, reason, settled_at)
    SELECT run.id, page.id, run.site_id, page.origin_id, page.id % run.shard_count,
      CASE WHEN run.status = 'cancelled' THEN 6 ELSE 0 END,
      CASE WHEN run.status = 'cancelled' THEN 'cancelled' END,
      CASE WHEN run.status = 'cancelled' THEN now() END
    FROM page CROSS JOIN run
    ON CONFLICT DO NOTHING
    RETURNING run_id, site_id, subscriber_id, origin_id, state, reason
  ),
  changed AS (SELECT * FROM made WHERE state = 6),
  ${rollupCtes('0')},
  planned AS (
    INSERT INTO run_counters AS c (run_id, slot, site_id, planned_count)
    SELECT run_id, ${COUNTER_SLOTS}, site_id, count(*) FROM made GROUP BY run_id, site_id
    ON CONFLICT (run_id, slot) DO UPDATE SET planned_count = c.planned_count + excluded.planned_count
  )
  UPDATE runs SET
    cursor_subscriber_id = CASE WHEN bounds.size < $3 THEN runs.bound_subscriber_id ELSE bounds.last END,
    audience_count = runs.audience_count + (SELECT count(*) FROM made),
    planned_at = CASE WHEN bounds.size < $3 THEN now() END
  FROM run, bounds
  WHERE runs.id = run.id
  RETURNING (SELECT count(*) FROM made) AS planned_count, runs.cursor_subscriber_id AS cursor,
    runs.planned_at IS NOT NULL AS is_complete`;
  return { text, params };
}
