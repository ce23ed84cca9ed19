import { recordAudit } from '@/lib/accounts/record-audit';
import type { Actor } from '@/lib/contracts/actors';
import { now } from '@/lib/platform/clock';
import { db } from '@/lib/platform/db';
import { AppError } from '@/lib/platform/errors';
import { decodeId } from '@/lib/platform/ids';
import { notFound } from '@/lib/platform/not-found';
import { authorizeSite } from './authorize-site';
import { forgetSite } from './find-site-by-key';

/**
 * Takes a site out of sight: its pages stop collecting, its API answers 404. What is being sent is paused, since nobody
 * could halt it any more; what is scheduled is not launched. Nothing is deleted.
 * @param expectedUpdatedAt what was seen last; given, what was changed since is left alone
 * @throws AppError `forbidden`, `not_found`, `precondition_failed`.
 */
export async function archiveSite(actor: Actor, siteId: string, expectedUpdatedAt?: Date): Promise<void> {
  const id = await authorizeSite(actor, 'sites.write', siteId);
  const site = await db.$transaction(async (tx) => {
    const [archived] = await tx.site.updateManyAndReturn({
      where: { id, workspaceId: decodeId('workspace', actor.workspaceId), updatedAt: expectedUpdatedAt },
      data: { archivedAt: now() },
      select: { siteKey: true },
    });
    if (!archived) throw expectedUpdatedAt ? new AppError('precondition_failed') : notFound('site');
    await tx.run.updateMany({ where: { siteId: id, status: 'running' }, data: { status: 'paused' } });
    await tx.campaign.updateMany({ where: { siteId: id, status: 'running' }, data: { status: 'paused' } });
    await recordAudit(actor, 'site.archive', siteId, {}, tx);
    return archived;
  });
  forgetSite(site.siteKey);
}
