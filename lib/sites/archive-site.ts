import { recordAudit } from '@/lib/accounts/record-audit';
import type { Actor } from '@/lib/contracts/actors';
import { now } from '@/lib/platform/clock';
import { db } from '@/lib/platform/db';
import { decodeId } from '@/lib/platform/ids';
import { authorizeSite } from './authorize-site';
import { forgetSite } from './find-site-by-key';

/**
 * Takes a site out of sight: its pages stop collecting, its API answers 404. Nothing is deleted.
 * @throws AppError `forbidden`, `not_found`.
 */
export async function archiveSite(actor: Actor, siteId: string): Promise<void> {
  const id = await authorizeSite(actor, 'sites.write', siteId);
  const site = await db.$transaction(async (tx) => {
    const archived = await tx.site.update({
      where: { id, workspaceId: decodeId('workspace', actor.workspaceId) },
      data: { archivedAt: now() },
      select: { siteKey: true },
    });
    await recordAudit(actor, 'site.archive', siteId, {}, tx);
    return archived;
  });
  forgetSite(site.siteKey);
}
