import type { Actor } from '@/lib/contracts/actors';
import type { FailedJobView, ProcessView, QueueView } from '@/lib/contracts/operations';
import { AppError } from '@/lib/platform/errors';
import { listFailedJobs } from './list-failed-jobs';
import { listProcesses } from './list-processes';
import { listQueues } from './list-queues';

const FAILURE_COUNT = 50;

export interface QueueOverview {
  /** Null: the store does not answer. */
  queues: QueueView[] | null;
  processes: ProcessView[];
  failures: FailedJobView[];
}

/**
 * The installation's queues, processes and newest failed jobs. They belong to no workspace, so that no ids or payloads
 * of anybody's are in it.
 * @throws AppError `forbidden`
 */
export async function queueOverview(actor: Actor): Promise<QueueOverview> {
  const [queues, processes, failures] = await Promise.all([
    queuesOrNull(actor),
    listProcesses(actor),
    listFailedJobs(actor, { limit: FAILURE_COUNT }),
  ]);
  return { queues, processes, failures: failures.items };
}

async function queuesOrNull(actor: Actor): Promise<QueueView[] | null> {
  try {
    return await listQueues(actor);
  } catch (error) {
    if (error instanceof AppError && error.code === 'unavailable') return null;
    throw error;
  }
}
