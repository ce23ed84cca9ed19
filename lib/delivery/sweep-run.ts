import { pool } from '@/lib/platform/db';
import { MIN_SECONDS_LEFT } from './claim-batch';
import { COUNTER_SLOTS, rollupCtes } from './rollup';

const SWEEP_SIZE = 10_000;

/**
 * Moves rows that nobody will send any more: those of a cancelled run become suppressed ("cancelled"), those of a run
 * past its expiry expired. In pages, each counted in its own transaction, so that the campaign page shows progress.
 * @returns how many rows it moved
 */
export async function sweepRun(
  runId: bigint,
  { maxPageCount = Number.POSITIVE_INFINITY }: { maxPageCount?: number } = {},
): Promise<number> {
  let movedCount = 0;
  for (let pageCount = 1; ; pageCount++) {
    const { rows } = await pool.query<{ moved_count: bigint }>(SWEEP_SQL, [
      runId,
      SWEEP_SIZE,
      Math.floor(Math.random() * COUNTER_SLOTS),
    ]);
    const count = Number(rows[0]?.moved_count ?? 0);
    movedCount += count;
    if (count < SWEEP_SIZE || pageCount >= maxPageCount) return movedCount;
  }
}

const SWEEP_SQL = `
  WITH run AS (
    SELECT id, CASE WHEN status = 'cancelled' THEN 6 ELSE 5 END AS state FROM runs
    WHERE id = $1 AND (status = 'cancelled'
      OR (status IN ('running', 'paused') AND expires_at < now() + interval '${MIN_SECONDS_LEFT} seconds'))
  ),
  left_over AS (
    SELECT d.subscriber_id FROM deliveries d
    WHERE d.run_id = $1 AND d.state = 0 AND EXISTS (SELECT FROM run) LIMIT $2 FOR UPDATE SKIP LOCKED
  ),
  moved AS (
    UPDATE deliveries d SET state = run.state, settled_at = now(),
      reason = CASE WHEN run.state = 6 THEN 'cancelled' ELSE COALESCE(d.reason, 'expired') END
    -- The page is not joined: without figures of the run's rows, each would be compared with each.
    FROM run WHERE d.run_id = $1 AND d.subscriber_id = ANY(ARRAY(SELECT subscriber_id FROM left_over))
    RETURNING d.run_id, d.site_id, d.subscriber_id, d.origin_id, d.state, d.reason
  ),
  changed AS (SELECT * FROM moved),
  ${rollupCtes('$3')}
  SELECT count(*) AS moved_count FROM moved`;
