import { recordAudit } from '@/lib/accounts/record-audit';
import type { Actor } from '@/lib/contracts/actors';
import { db } from '@/lib/platform/db';
import { AppError } from '@/lib/platform/errors';
import { decodeId } from '@/lib/platform/ids';
import { authorizeSite } from '@/lib/sites/authorize-site';

/**
 * Undoes `archiveSegment`; restoring one that is in use changes nothing.
 * @throws AppError `forbidden`; `not_found`
 */
export async function restoreSegment(actor: Actor, siteId: string, segmentId: string): Promise<void> {
  const site = await authorizeSite(actor, 'segments.write', siteId);
  const where = { id: decodeId('segment', segmentId), siteId: site };
  await db.$transaction(async (tx) => {
    const { count } = await tx.segment.updateMany({ where, data: { archivedAt: null } });
    if (count === 0) throw new AppError('not_found', { detail: 'No segment has the id given.' });
    await recordAudit(actor, 'segment.restore', segmentId, {}, tx);
  });
}
