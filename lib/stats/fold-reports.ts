import { pool } from '@/lib/platform/db';
import { foldRun } from './fold-run';
import { idAt } from './id-at';

/** A round ends after this time, so that new runs are found and a process that is told to end does. */
const ROUND_MS = 10_000;

/**
 * Counts, run by run, what the reports show, as far as it has changed. Several workers take different runs; one that
 * dies is followed within a minute by another, who goes on at the same row.
 */
export async function foldReports(signal?: AbortSignal): Promise<void> {
  await findNewRuns();
  const until = performance.now() + ROUND_MS;
  while (!signal?.aborted && performance.now() < until) {
    const runId = await claimRun();
    if (runId === null) return;
    await foldRun(runId, signal);
  }
}

/** Runs of campaigns; a minute is looked at twice, for those whose transaction took its time. */
async function findNewRuns(): Promise<void> {
  await pool.query(
    `WITH known AS (SELECT COALESCE((SELECT cursor FROM walk_cursors WHERE name = 'run-folds'), 0) AS cursor),
     found AS (
       INSERT INTO run_folds (run_id, site_id, campaign_id)
       SELECT r.id, r.site_id, r.campaign_id FROM runs r
       WHERE r.id > (SELECT cursor FROM known) AND r.campaign_id IS NOT NULL AND NOT r.is_test
       ON CONFLICT DO NOTHING
     )
     INSERT INTO walk_cursors AS w (name, cursor) VALUES ('run-folds', ${idAt("now() - interval '1 minute'")})
     ON CONFLICT (name) DO UPDATE SET cursor = GREATEST(w.cursor, excluded.cursor)`,
  );
}

async function claimRun(): Promise<bigint | null> {
  const { rows } = await pool.query<{ run_id: bigint }>(
    `UPDATE run_folds SET next_at = now() + interval '1 minute'
     WHERE run_id = (SELECT run_id FROM run_folds WHERE next_at <= now() ORDER BY next_at LIMIT 1 FOR UPDATE SKIP LOCKED)
     RETURNING run_id`,
  );
  return rows[0]?.run_id ?? null;
}
