import { recordAudit } from '@/lib/accounts/record-audit';
import type { Actor } from '@/lib/contracts/actors';
import { now } from '@/lib/platform/clock';
import { db } from '@/lib/platform/db';
import { findExport } from './find-export';

/**
 * Deletes an export and its file; one under way ends with its next page. It is kept for its restoring for ten minutes
 * (`sweepExports`), in which nobody can download it.
 * @throws AppError `forbidden`; `not_found`
 */
export async function deleteExport(actor: Actor, siteId: string, exportId: string): Promise<void> {
  const { id, siteId: site } = await findExport(actor, siteId, exportId);
  await db.$transaction(async (tx) => {
    // Whoever is at it finds another fence.
    const { count } = await tx.export.updateMany({
      where: { id, siteId: site, archivedAt: null },
      data: { archivedAt: now(), fence: { increment: 1 }, leaseUntil: null },
    });
    if (count > 0) await recordAudit(actor, 'export.delete', exportId, { siteId }, tx);
  });
}
