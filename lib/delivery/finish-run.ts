import { keyPool } from '@/lib/platform/db';
import { TERMINAL_COUNTS } from './rollup';

/**
 * Ends a run whose rows have all come to their end: only when it is planned whole and the terminal states add up to
 * the audience (I1). A running one becomes `done`, its campaign too, and so does a paused one of which nothing is left
 * to be resumed; a cancelled one keeps its status and gets its finish time. Safe to call at any time and from anywhere.
 * @returns whether this call ended it
 */
export async function finishRun(runId: bigint): Promise<boolean> {
  return (await finishRuns([runId])).has(runId);
}

/** The same for several runs in one statement. @returns those that this call ended */
export async function finishRuns(runIds: readonly bigint[]): Promise<Set<bigint>> {
  if (runIds.length === 0) return new Set();
  const { rows } = await keyPool.query<{ id: bigint }>({ name: 'finish-runs', text: FINISH_SQL, values: [runIds] });
  return new Set(rows.map((row) => row.id));
}

const FINISH_SQL = `
  WITH ended AS (
    UPDATE runs r SET status = CASE WHEN r.status = 'cancelled' THEN r.status ELSE 'done' END, finished_at = now()
    WHERE r.id = ANY($1::bigint[]) AND r.finished_at IS NULL AND r.planned_at IS NOT NULL AND r.status IN ('running', 'paused', 'cancelled')
      AND r.audience_count = (
        SELECT COALESCE(sum(${TERMINAL_COUNTS.join(' + ')}), 0) FROM run_counters c WHERE c.run_id = r.id)
    RETURNING r.id, r.campaign_id, r.site_id, r.status, r.is_test, r.finished_at
  ),
  campaign AS (
    UPDATE campaigns c SET finished_at = e.finished_at, updated_at = now(),
      status = CASE WHEN e.status = 'done' THEN 'done' ELSE c.status END
    FROM ended e
    WHERE c.id = e.campaign_id AND c.site_id = e.site_id AND NOT e.is_test
      -- A recurring one is done with its last date, and when none of its runs is open.
      AND (e.status <> 'done' OR (c.next_at IS NULL AND NOT EXISTS (
        SELECT FROM runs o WHERE o.campaign_id = c.id AND NOT o.is_test AND o.finished_at IS NULL
          AND o.id NOT IN (SELECT id FROM ended))
        -- The rest of an A/B test's audience waits for its winner.
        AND NOT EXISTS (SELECT FROM winner_phases w WHERE w.campaign_id = c.id AND w.decided_at IS NULL)))
      AND c.status::text = ANY(CASE WHEN e.status = 'done' THEN ARRAY['running', 'paused'] ELSE ARRAY['cancelled'] END)
  )
  SELECT id FROM ended`;
