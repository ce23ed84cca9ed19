import type { Actor } from '@/lib/contracts/actors';
import { pool } from '@/lib/platform/db';
import { authorizeOperations } from './authorize-operations';

/**
 * Empties the list of failed jobs; what they were to do stays in the database, where the reconciler finds it.
 * @returns how many there were
 * @throws AppError `forbidden`
 */
export async function clearJobFailures(actor: Actor): Promise<number> {
  authorizeOperations(actor);
  const { rowCount } = await pool.query('DELETE FROM job_failures');
  return rowCount ?? 0;
}
