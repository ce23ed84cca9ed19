import { recordAudit } from '@/lib/accounts/record-audit';
import type { Actor } from '@/lib/contracts/actors';
import { db } from '@/lib/platform/db';
import { findExport } from './find-export';

/**
 * Deletes an export and its file; one under way ends with its next page.
 * @throws AppError `forbidden`; `not_found`
 */
export async function deleteExport(actor: Actor, siteId: string, exportId: string): Promise<void> {
  const { id, siteId: site } = await findExport(actor, siteId, exportId);
  await db.$transaction(async (tx) => {
    await tx.export.deleteMany({ where: { id, siteId: site } });
    await recordAudit(actor, 'export.delete', exportId, { siteId }, tx);
  });
}
