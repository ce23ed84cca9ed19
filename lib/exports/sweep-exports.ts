import { enqueueOrLeave } from '@/lib/jobs/enqueue-or-leave';
import { runExportJob } from '@/lib/jobs/run-export';
import { pool } from '@/lib/platform/db';

/** How long a deleted export can be restored: no longer than a mistake takes to be seen, as its file has everyone's keys. */
const KEPT_MINUTES = 10;

/**
 * Makes the queue agree with the database: calls for exports that nobody works at, whatever was lost, and deletes
 * those that have expired or were deleted a while ago. Every worker does it: twice is once.
 */
export async function sweepExports(): Promise<void> {
  await pool.query(
    'DELETE FROM exports WHERE expires_at <= now() OR archived_at <= now() - make_interval(mins => $1)',
    [KEPT_MINUTES],
  );
  const { rows } = await pool.query<{ id: bigint }>(
    `SELECT id FROM exports WHERE state IN ('pending', 'running') AND archived_at IS NULL AND (lease_until IS NULL OR lease_until < now())
     ORDER BY id LIMIT 1000`,
  );
  if (rows.length === 0) return;
  await enqueueOrLeave(
    runExportJob,
    rows.map(({ id }) => ({ exportId: String(id) })),
  );
}
