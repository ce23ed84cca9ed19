import { enqueueOrLeave } from '@/lib/jobs/enqueue-or-leave';
import { runImportJob } from '@/lib/jobs/run-import';
import { pool } from '@/lib/platform/db';
import { RETENTION_DAYS } from './retention';

/**
 * Makes the queue agree with the database: calls for imports that nobody works at, whatever was lost, and deletes
 * files that were not started in time or whose upload broke off. Every worker does it: twice is once.
 */
export async function sweepImports(): Promise<void> {
  await pool.query(
    `DELETE FROM imports WHERE (state = 'uploading' AND lease_until < now())
       OR (expires_at <= now() AND started_at IS NULL AND state IN ('ready', 'checking', 'cancelled', 'failed'))`,
  );
  await pool.query(
    `WITH ended AS (
       UPDATE imports SET state = 'cancelled', finished_at = now(), expires_at = now() + $1 * interval '1 day'
       WHERE state = 'paused' AND expires_at <= now() RETURNING id
     ), pieces AS (DELETE FROM import_pieces p USING ended e WHERE p.import_id = e.id)
     DELETE FROM import_keys k USING ended e WHERE k.import_id = e.id`,
    [RETENTION_DAYS],
  );
  const { rows } = await pool.query<{ id: bigint }>(
    `SELECT id FROM imports WHERE state IN ('checking', 'running', 'undoing') AND (lease_until IS NULL OR lease_until < now())
     ORDER BY id LIMIT 1000`,
  );
  if (rows.length === 0) return;
  await enqueueOrLeave(
    runImportJob,
    rows.map(({ id }) => ({ importId: String(id) })),
  );
}
