import { recordAudit } from '@/lib/accounts/record-audit';
import type { Actor } from '@/lib/contracts/actors';
import { now } from '@/lib/platform/clock';
import { db } from '@/lib/platform/db';
import { AppError } from '@/lib/platform/errors';
import { notFound } from '@/lib/platform/not-found';
import { authorizeSite } from '@/lib/sites/authorize-site';
import { findSegment } from './get-segment';

/**
 * Takes a segment out of use. Campaigns that name it must choose another before they can be launched.
 * @param expectedUpdatedAt what was seen last; given, what was changed since is left alone
 * @throws AppError `forbidden`; `not_found`; `precondition_failed`
 */
export async function archiveSegment(
  actor: Actor,
  siteId: string,
  segmentId: string,
  expectedUpdatedAt?: Date,
): Promise<void> {
  const site = await authorizeSite(actor, 'segments.write', siteId);
  const { id } = await findSegment(site, segmentId);
  await db.$transaction(async (tx) => {
    const where = { id, siteId: site, updatedAt: expectedUpdatedAt };
    const { count } = await tx.segment.updateMany({ where, data: { archivedAt: now() } });
    if (count === 0) throw expectedUpdatedAt ? new AppError('precondition_failed') : notFound('segment');
    await recordAudit(actor, 'segment.archive', segmentId, {}, tx);
  });
}
