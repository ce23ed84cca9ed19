import type { Actor } from '@/lib/contracts/actors';
import { pool } from '@/lib/platform/db';
import { decodeId } from '@/lib/platform/ids';
import { authorizeOperations } from './authorize-operations';
import { noSuchJob } from './retry-job';

/**
 * Takes one failed job off the list; what it was to do stays in the database, where the reconciler finds it.
 * @throws AppError `forbidden`, `not_found`
 */
export async function discardJob(actor: Actor, failureId: string): Promise<void> {
  authorizeOperations(actor);
  const { rowCount } = await pool.query('DELETE FROM job_failures WHERE id = $1', [decodeId('jobFailure', failureId)]);
  if (rowCount === 0) throw noSuchJob();
}
