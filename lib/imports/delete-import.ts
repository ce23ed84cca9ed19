import { recordAudit } from '@/lib/accounts/record-audit';
import type { Actor } from '@/lib/contracts/actors';
import type { ImportState } from '@/lib/contracts/imports';
import { now } from '@/lib/platform/clock';
import { db } from '@/lib/platform/db';
import { deleteInSteps } from '@/lib/platform/delete-in-steps';
import { AppError } from '@/lib/platform/errors';
import { findImport } from './find-import';
import { CHANGES_A_STEP } from './retention';

/** Nobody works at it. */
const AT_REST: ImportState[] = ['ready', 'cancelled', 'done', 'failed', 'undone'];
const LEASE_MS = 60_000;

/**
 * Deletes an import with its file, its refused rows and what it takes to undo it; what it did to subscribers stays.
 * @param expectedUpdatedAt what was seen last; given, what was changed since is left alone
 * @throws AppError `forbidden`; `not_found`; `conflict` while it is under way or paused; `precondition_failed`
 */
export async function deleteImport(
  actor: Actor,
  siteId: string,
  importId: string,
  expectedUpdatedAt?: Date,
): Promise<void> {
  const { id, siteId: site, fileName, state } = await findImport(actor, 'imports.write', siteId, importId);
  await db.$transaction(async (tx) => {
    const where = { id, siteId: site, state: { in: AT_REST } };
    // As one whose upload broke off: nobody finds it any more, and should this process die, the sweep deletes it.
    const { count } = await tx.import.updateMany({
      where: { ...where, updatedAt: expectedUpdatedAt },
      data: { state: 'uploading', leaseUntil: new Date(now().getTime() + LEASE_MS) },
    });
    if (count === 0) {
      if (expectedUpdatedAt && (await tx.import.count({ where })) > 0) throw new AppError('precondition_failed');
      throw new AppError('conflict', { detail: `The import is ${state}: cancel it first.` });
    }
    await recordAudit(actor, 'import.delete', importId, { siteId, fileName }, tx);
  });
  await deleteInSteps(
    `DELETE FROM import_changes WHERE (import_id, subscriber_id) IN (
       SELECT import_id, subscriber_id FROM import_changes WHERE import_id = $1 AND site_id = $2 LIMIT $3)`,
    [id, site],
    CHANGES_A_STEP,
  );
  await db.import.deleteMany({ where: { id, siteId: site } });
}
