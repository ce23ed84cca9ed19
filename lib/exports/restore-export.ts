import { recordAudit } from '@/lib/accounts/record-audit';
import type { Actor } from '@/lib/contracts/actors';
import type { ExportView } from '@/lib/contracts/exports';
import { enqueueOrLeave } from '@/lib/jobs/enqueue-or-leave';
import { runExportJob } from '@/lib/jobs/run-export';
import { db } from '@/lib/platform/db';
import { decodeId } from '@/lib/platform/ids';
import { notFound } from '@/lib/platform/not-found';
import { authorizeSite } from '@/lib/sites/authorize-site';
import { requireRoomForExport } from './create-export';
import { exportView } from './export-view';

/**
 * Undoes `deleteExport`: the file is there again, and one that was being made goes on where it was. One that is there stays as
 * it is.
 * @throws AppError `forbidden`; `not_found`, also once its file was erased; `conflict` with three others under way
 */
export async function restoreExport(actor: Actor, siteId: string, exportId: string): Promise<ExportView> {
  const site = await authorizeSite(actor, 'exports.manage', siteId);
  const where = { id: decodeId('export', exportId), siteId: site, expiresAt: { gt: new Date() } };
  const row = await db.export.findFirst({ where });
  if (!row) throw notFound('export');
  if (row.archivedAt === null) return exportView(row);
  const isUnderWay = row.state === 'pending' || row.state === 'running';
  if (isUnderWay) await requireRoomForExport(site);
  const restored = await db.$transaction(async (tx) => {
    const [changed] = await tx.export.updateManyAndReturn({
      where: { ...where, archivedAt: { not: null } },
      data: { archivedAt: null },
    });
    if (changed) await recordAudit(actor, 'export.restore', exportId, { siteId }, tx);
    return changed ?? row;
  });
  if (isUnderWay) await enqueueOrLeave(runExportJob, [{ exportId: String(row.id) }]);
  return exportView(restored);
}
