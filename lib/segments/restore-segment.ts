import { recordAudit } from '@/lib/accounts/record-audit';
import type { Actor } from '@/lib/contracts/actors';
import type { SegmentView } from '@/lib/contracts/segments';
import { db } from '@/lib/platform/db';
import { decodeId } from '@/lib/platform/ids';
import { notFound } from '@/lib/platform/not-found';
import { authorizeSite } from '@/lib/sites/authorize-site';
import { segmentView } from './segment-view';

/**
 * Undoes `archiveSegment`. One that is in use stays as it is.
 * @throws AppError `forbidden`; `not_found`
 */
export async function restoreSegment(actor: Actor, siteId: string, segmentId: string): Promise<SegmentView> {
  const site = await authorizeSite(actor, 'segments.write', siteId);
  const where = { id: decodeId('segment', segmentId), siteId: site };
  return db.$transaction(async (tx) => {
    const [restored] = await tx.segment.updateManyAndReturn({
      where: { ...where, archivedAt: { not: null } },
      data: { archivedAt: null },
    });
    if (restored) await recordAudit(actor, 'segment.restore', segmentId, {}, tx);
    const segment = restored ?? (await tx.segment.findFirst({ where }));
    if (!segment) throw notFound('segment');
    return segmentView(segment);
  });
}
