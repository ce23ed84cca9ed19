import { setTimeout as sleep } from 'node:timers/promises';
import { messagesCome } from '@/lib/delivery/send-lanes';
import { pool } from '@/lib/platform/db';
import { inTransaction } from '@/lib/platform/transaction';
import { FOLD_PAGE_SIZE, foldPage } from './fold-page';

/** All that a row of the run can become moves one of these. */
const FINGERPRINT = `(
  SELECT concat_ws(' ', sum(planned_count), sum(accepted_count), sum(gone_count), sum(rejected_count), sum(expired_count),
    sum(suppressed_count), sum(unknown_count), sum(received_count), sum(shown_count), sum(clicked_count),
    sum(dismissed_count))
  FROM run_counters c WHERE c.run_id = f.run_id)`;

/**
 * When to look again: often while the run is under way, ever more rarely as it ages, and at most a tenth of the time
 * goes into counting. Two months after the last message has expired nothing comes any more.
 */
const NEXT_AT = `(
  SELECT CASE WHEN now() > r.expires_at + interval '60 days' THEN NULL
    ELSE now() + GREATEST(interval '5 seconds', 10 * (now() - COALESCE(f.started_at, now())),
      LEAST(interval '6 hours', (now() - COALESCE(r.finished_at, now())) / 10)) END
  FROM runs r WHERE r.id = f.run_id)`;

/** While messages of the API come, pages are so much smaller and rests so much longer. */
const POLITE_FACTOR = 4;

/**
 * Counts a run's rows for its report, if anything has changed since they were counted last; goes on where a process
 * that died, or was told to end, had come to.
 * @returns false when it was told to end before all was counted
 */
export async function foldRun(
  runId: bigint,
  signal?: AbortSignal,
  pageSize: number = FOLD_PAGE_SIZE,
): Promise<boolean> {
  if (!(await beginFold(runId))) return true;
  for (;;) {
    const startedAt = performance.now();
    const isPolite = messagesCome();
    const page = await foldPage(runId, isPolite ? Math.ceil(pageSize / POLITE_FACTOR) : pageSize);
    if (!page) return true;
    if (page.isLast) {
      await endFold(runId, page.generation);
      return true;
    }
    if (signal?.aborted) return false;
    // As long as it worked: those who send have the database for at least half of the time.
    await sleep((performance.now() - startedAt) * (isPolite ? POLITE_FACTOR : 1));
  }
}

/** @returns false when what was counted is what there is */
async function beginFold(runId: bigint): Promise<boolean> {
  const { rows } = await pool.query<{ is_begun: boolean }>(
    `WITH state AS (
       SELECT f.run_id, f.started_at IS NOT NULL AS is_begun, ${FINGERPRINT} AS fingerprint
       FROM run_folds f WHERE f.run_id = $1
     )
     UPDATE run_folds f SET
       started_at = CASE WHEN s.is_begun THEN f.started_at WHEN s.fingerprint <> f.fingerprint THEN now() END,
       started_fingerprint = CASE WHEN s.is_begun THEN f.started_fingerprint ELSE s.fingerprint END,
       cursor_subscriber_id = CASE WHEN s.is_begun THEN f.cursor_subscriber_id ELSE 0 END,
       counted_at = CASE WHEN s.is_begun OR s.fingerprint <> f.fingerprint THEN f.counted_at ELSE now() END,
       next_at = CASE WHEN s.is_begun OR s.fingerprint <> f.fingerprint THEN f.next_at ELSE ${NEXT_AT} END
     FROM state s WHERE f.run_id = s.run_id AND (f.started_at IS NOT NULL) = s.is_begun
     RETURNING f.started_at IS NOT NULL AS is_begun`,
    [runId],
  );
  return rows[0]?.is_begun ?? false;
}

/** Makes the new generation the one that is read, and deletes the one before. Twice, it does nothing. */
async function endFold(runId: bigint, generation: number): Promise<void> {
  await inTransaction(async (client) => {
    const { rowCount } = await client.query(
      `UPDATE run_folds f SET generation = $2, fingerprint = f.started_fingerprint,
         counted_at = f.started_at, started_at = NULL, next_at = ${NEXT_AT}
       WHERE f.run_id = $1 AND f.started_at IS NOT NULL AND f.generation + 1 = $2`,
      [runId, generation],
    );
    if (rowCount === 0) return;
    await client.query('DELETE FROM run_breakdowns WHERE run_id = $1 AND generation < $2', [runId, generation]);
    await client.query('DELETE FROM run_buckets WHERE run_id = $1 AND generation < $2', [runId, generation]);
  });
}
