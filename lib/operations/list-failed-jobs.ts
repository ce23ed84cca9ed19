import type { Actor } from '@/lib/contracts/actors';
import type { FailedJobView } from '@/lib/contracts/operations';
import type { Page, PageQuery } from '@/lib/contracts/paging';
import { pool } from '@/lib/platform/db';
import { encodeId } from '@/lib/platform/ids';
import { readCursor } from '@/lib/platform/read-cursor';
import { authorizeOperations } from './authorize-operations';

/**
 * The jobs of the installation that were given up, newest first.
 * @throws AppError `forbidden`; `bad_request` for a cursor that is not ours
 */
export async function listFailedJobs(actor: Actor, query: PageQuery): Promise<Page<FailedJobView>> {
  authorizeOperations(actor);
  const { rows } = await pool.query(
    `SELECT id, queue, name, error, attempt_count, at FROM job_failures
     WHERE id < coalesce($1, 9223372036854775807) ORDER BY id DESC LIMIT $2`,
    [readCursor('jobFailure', query.cursor), query.limit + 1],
  );
  const items = rows.slice(0, query.limit).map((row) => ({
    id: encodeId('jobFailure', row.id),
    queue: row.queue,
    name: row.name,
    error: row.error,
    attemptCount: row.attempt_count,
    at: row.at.toISOString(),
  }));
  return { items, nextCursor: rows.length > query.limit ? (items.at(-1)?.id ?? null) : null };
}
