import type { z } from 'zod';
import { AppError } from '@/lib/platform/errors';
import { log } from '@/lib/platform/log';
import type { JobDefinition } from './define-job';
import { enqueue } from './enqueue';

/**
 * Queues jobs whose cause is committed: when the queue's store does not answer, the reconciler finds the work by
 * itself within seconds, so that the caller's success is none the less.
 */
export async function enqueueOrLeave<S extends z.ZodType>(
  job: JobDefinition<S>,
  payloads: z.input<S>[],
  options: { delayMs?: number } = {},
): Promise<void> {
  try {
    await enqueue(job, payloads, options);
  } catch (error) {
    if (!(error instanceof AppError && error.code === 'unavailable')) throw error;
    log.warn({ err: error, job: job.name }, 'the queue does not answer; the work is left to the reconciler');
  }
}
