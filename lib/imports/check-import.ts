import type { Actor } from '@/lib/contracts/actors';
import type { ImportView } from '@/lib/contracts/imports';
import { enqueueOrLeave } from '@/lib/jobs/enqueue-or-leave';
import { runImportJob } from '@/lib/jobs/run-import';
import { NO_JSON } from '@/lib/platform/db';
import { decodeId } from '@/lib/platform/ids';
import { moveImport } from './move-import';
import { requireStartable } from './require-startable';

/**
 * Asks for the dry run: what would be created, updated and refused; nothing is written. Again, it begins anew, after one
 * that failed, too.
 * @throws AppError `forbidden`; `not_found`; `conflict` once it was started; `invalid_input` (columns)
 */
export async function checkImport(actor: Actor, siteId: string, importId: string): Promise<ImportView> {
  await requireStartable(actor, siteId, importId);
  const moved = await moveImport(actor, siteId, importId, {
    verb: 'check',
    from: ['ready', 'failed'],
    to: 'checking',
    where: { startedAt: null },
    data: () => ({ position: 0, checkCounts: NO_JSON, checkedAt: null, attemptCount: 0, finishedAt: null }),
  });
  await enqueueOrLeave(runImportJob, [{ importId: String(decodeId('import', importId)) }]);
  return moved;
}
