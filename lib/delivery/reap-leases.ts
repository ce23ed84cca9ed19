import { pool } from '@/lib/platform/db';
import { COUNTER_SLOTS, rollupCtes } from './rollup';
import { rowExpiry } from './row-expiry';

const REAP_SIZE = 5_000;

/**
 * Takes back rows whose worker died while sending: whether the push service had them cannot be known (I4). By the
 * campaign's policy they are sent once more (same Topic, tag and message id, so that nobody sees it twice) or become
 * unknown. The old worker's fence no longer counts once the row is claimed anew; until then its state is not `sending`.
 * @returns how many rows it took back
 */
export async function reapLeases(runId: bigint): Promise<number> {
  const { rows } = await pool.query<{ moved_count: bigint }>(REAP_SQL, [
    runId,
    REAP_SIZE,
    Math.floor(Math.random() * COUNTER_SLOTS),
  ]);
  return Number(rows[0]?.moved_count ?? 0);
}

// Of a run that sends no more, nothing can be sent again: what became of the row stays unknown.
const IS_LAST = `(r.ambiguity_policy = 'skip' OR r.status = 'cancelled' OR ${rowExpiry('d', 'r')} < now())`;

const REAP_SQL = `
  WITH late AS (
    SELECT subscriber_id FROM deliveries
    WHERE run_id = $1 AND state = 1 AND lease_until < now() LIMIT $2 FOR UPDATE SKIP LOCKED
  ),
  moved AS (
    UPDATE deliveries d SET
      state = CASE WHEN ${IS_LAST} THEN 7 ELSE 0 END,
      reason = 'worker_lost', lease_until = NULL, due_at = now(),
      settled_at = CASE WHEN ${IS_LAST} THEN now() END
    -- The page is not joined, see sweep-run.ts.
    FROM runs r
    WHERE r.id = $1 AND d.run_id = $1 AND d.subscriber_id = ANY(ARRAY(SELECT subscriber_id FROM late))
    RETURNING d.run_id, d.site_id, d.subscriber_id, d.origin_id, d.state, d.reason
  ),
  changed AS (SELECT * FROM moved),
  ${rollupCtes('$3')}
  SELECT count(*) AS moved_count FROM moved`;
