import type { Actor } from '@/lib/contracts/actors';
import type { ImportView } from '@/lib/contracts/imports';
import { enqueueOrLeave } from '@/lib/jobs/enqueue-or-leave';
import { runImportJob } from '@/lib/jobs/run-import';
import { now } from '@/lib/platform/clock';
import { decodeId } from '@/lib/platform/ids';
import { moveImport } from './move-import';
import { requireStartable } from './require-startable';

/**
 * Starts an import, or goes on with one that was paused or had failed.
 * @throws AppError `forbidden`; `not_found`; `conflict` once it has ended; `invalid_input` (columns)
 */
export async function startImport(actor: Actor, siteId: string, importId: string): Promise<ImportView> {
  await requireStartable(actor, siteId, importId);
  const moved = await moveImport(actor, siteId, importId, {
    verb: 'start',
    from: ['ready', 'paused', 'failed'],
    to: 'running',
    data: (row) => ({
      attemptCount: 0,
      finishedAt: null,
      ...(row.startedAt ? {} : { position: 0, startedAt: now() }),
    }),
  });
  await enqueueOrLeave(runImportJob, [{ importId: String(decodeId('import', importId)) }]);
  return moved;
}
