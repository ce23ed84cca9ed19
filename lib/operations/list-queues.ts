import type { Actor } from '@/lib/contracts/actors';
import type { QueueView } from '@/lib/contracts/operations';
import { queueStats } from '@/lib/platform/queue';
import { authorizeOperations } from './authorize-operations';

/**
 * What lies in each queue of the installation at this moment.
 * @throws AppError `forbidden`; `unavailable` while the store of the queues does not answer
 */
export async function listQueues(actor: Actor): Promise<QueueView[]> {
  authorizeOperations(actor);
  return queueStats();
}
