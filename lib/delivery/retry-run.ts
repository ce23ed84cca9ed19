import { enqueueOrLeave } from '@/lib/jobs/enqueue-or-leave';
import { sendJob } from '@/lib/jobs/send';
import { pool } from '@/lib/platform/db';

const PAGE_SIZE = 10_000;

/**
 * Makes due at once what is pending of a run and was put off to later, page by page, and calls for its senders; what has
 * not reached its own start is left. Push services that are backed off still are: whoever calls this has freed them. What
 * they refuse meanwhile is put off again and stays so.
 * @returns how many rows it brought forward
 */
export async function retryRun(runId: bigint, signal?: AbortSignal): Promise<number> {
  const { rows } = await pool.query<{ lane: 'bulk' | 'priority'; shard_count: number; began_at: Date }>(
    `SELECT lane::text, shard_count, now() AS began_at FROM runs WHERE id = $1 AND status = 'running'`,
    [runId],
  );
  const run = rows[0];
  if (!run) return 0;
  // Rows that are brought forward are due later than that by no more than this takes: the bound lies ahead.
  const bound = new Date(run.began_at.getTime() + BOUND_MS);
  const lateCount = await countLate(runId, bound);
  let movedCount = 0;
  while (movedCount < lateCount && !signal?.aborted) {
    const { rowCount } = await pool.query(
      `WITH late AS (
         SELECT subscriber_id FROM deliveries WHERE ${IS_LATE} LIMIT $3 FOR UPDATE SKIP LOCKED
       )
       UPDATE deliveries SET due_at = now()
       WHERE run_id = $1 AND subscriber_id = ANY(ARRAY(SELECT subscriber_id FROM late))`,
      [runId, bound, Math.min(PAGE_SIZE, lateCount - movedCount)],
    );
    if (!rowCount) break;
    movedCount += rowCount;
  }
  const cause = `retry-${run.began_at.getTime()}`;
  await enqueueOrLeave(
    sendJob,
    Array.from({ length: run.shard_count }, (_, shard) => ({ runId: String(runId), shard, lane: run.lane, cause })),
  );
  return movedCount;
}

const IS_LATE = `run_id = $1 AND state = 0 AND due_at > $2 AND (starts_at IS NULL OR starts_at <= $2)`;

async function countLate(runId: bigint, bound: Date): Promise<number> {
  const { rows } = await pool.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM deliveries WHERE ${IS_LATE}`,
    [runId, bound],
  );
  return rows[0]?.count ?? 0;
}

/** What is due so soon anyway is left as it is. */
const BOUND_MS = 2_000;
