import type { Actor } from '@/lib/contracts/actors';
import { pool } from '@/lib/platform/db';
import { AppError } from '@/lib/platform/errors';
import { decodeId } from '@/lib/platform/ids';
import { getQueue, QUEUE_NAMES } from '@/lib/platform/queue';
import { authorizeOperations } from './authorize-operations';

/**
 * Puts a failed job back into its queue. Every job may run twice, so that one whose work the reconciler has long had
 * done finds nothing to do.
 * @throws AppError `forbidden`, `not_found`, `unavailable`
 */
export async function retryJob(actor: Actor, failureId: string): Promise<void> {
  authorizeOperations(actor);
  const id = decodeId('jobFailure', failureId);
  const { rows } = await pool.query('SELECT queue, name, job_id, payload FROM job_failures WHERE id = $1', [id]);
  const failure = rows[0];
  const queue = QUEUE_NAMES.find((name) => name === failure?.queue);
  if (!failure || !queue) throw noSuchJob();
  await getQueue(queue).add(failure.name, failure.payload, { jobId: failure.job_id });
  await pool.query('DELETE FROM job_failures WHERE id = $1', [id]);
}

export function noSuchJob(): AppError {
  return new AppError('not_found', { detail: 'This job is no longer in the list.' });
}
