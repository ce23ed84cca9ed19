import { recordAudit } from '@/lib/accounts/record-audit';
import type { Actor } from '@/lib/contracts/actors';
import { now } from '@/lib/platform/clock';
import { db } from '@/lib/platform/db';
import { authorizeSite } from '@/lib/sites/authorize-site';
import { findSegment } from './get-segment';

/**
 * Takes a segment out of use. Campaigns that name it must choose another before they can be launched.
 * @throws AppError `forbidden`; `not_found`
 */
export async function archiveSegment(actor: Actor, siteId: string, segmentId: string): Promise<void> {
  const site = await authorizeSite(actor, 'segments.write', siteId);
  const { id } = await findSegment(site, segmentId);
  await db.$transaction(async (tx) => {
    await tx.segment.update({ where: { id, siteId: site }, data: { archivedAt: now() }, select: { id: true } });
    await recordAudit(actor, 'segment.archive', segmentId, {}, tx);
  });
}
