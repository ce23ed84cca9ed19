import type { Actor } from '@/lib/contracts/actors';
import type { ImportView } from '@/lib/contracts/imports';
import { enqueueOrLeave } from '@/lib/jobs/enqueue-or-leave';
import { runImportJob } from '@/lib/jobs/run-import';
import { AppError } from '@/lib/platform/errors';
import { decodeId } from '@/lib/platform/ids';
import { findImport, viewImport } from './find-import';
import { moveImport } from './move-import';

/**
 * Takes an import back: subscribers that it made are removed, what it changed is put back, unless it was changed since.
 * @throws AppError `forbidden`; `not_found`; `conflict` unless it was started and has ended in the last 30 days
 */
export async function undoImport(actor: Actor, siteId: string, importId: string): Promise<ImportView> {
  const view = await viewImport(await findImport(actor, 'imports.write', siteId, importId));
  if (!view.canBeUndone && ['done', 'cancelled', 'failed'].includes(view.state)) {
    const detail = view.startedAt === null ? 'It was never started.' : 'It ended too long ago to be undone.';
    throw new AppError('conflict', { detail });
  }
  const moved = await moveImport(actor, siteId, importId, {
    verb: 'undo',
    from: ['done', 'cancelled', 'failed'],
    to: 'undoing',
    data: () => ({ attemptCount: 0 }),
  });
  await enqueueOrLeave(runImportJob, [{ importId: String(decodeId('import', importId)) }]);
  return moved;
}
