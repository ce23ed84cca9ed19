import { authorize } from '@/lib/accounts/authorize';
import type { Actor } from '@/lib/contracts/actors';
import { AppError } from '@/lib/platform/errors';

/**
 * The guard of what belongs to no workspace: queues, processes and failed jobs of the whole installation.
 * @throws AppError `forbidden`, also for a key that is bound to a site
 */
export function authorizeOperations(actor: Actor): void {
  authorize(actor, 'operations.manage');
  if (actor.kind !== 'api_key' || actor.siteId === null) return;
  throw new AppError('forbidden', {
    detail: 'This API key is bound to a site; queues and processes are the whole installation’s.',
  });
}
