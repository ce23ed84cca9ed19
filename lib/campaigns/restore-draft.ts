import { authorize } from '@/lib/accounts/authorize';
import { recordAudit } from '@/lib/accounts/record-audit';
import type { Actor } from '@/lib/contracts/actors';
import { db } from '@/lib/platform/db';
import { decodeId } from '@/lib/platform/ids';
import { notFound } from '@/lib/platform/not-found';
import { actorSiteIds } from '@/lib/sites/actor-site-ids';
import { type CampaignSummary, toCampaignSummary, WITH_VARIANTS } from './campaign-row';

/**
 * Undoes `deleteDraft`. A campaign that is there stays as it is.
 * @throws AppError `forbidden`, `not_found`
 */
export async function restoreDraft(actor: Actor, campaignId: string): Promise<CampaignSummary> {
  authorize(actor, 'campaigns.write');
  const where = { id: decodeId('campaign', campaignId), siteId: { in: await actorSiteIds(actor) } };
  return db.$transaction(async (tx) => {
    const { count } = await tx.campaign.updateMany({
      where: { ...where, archivedAt: { not: null } },
      data: { archivedAt: null },
    });
    const row = await tx.campaign.findFirst({ where, include: WITH_VARIANTS });
    if (!row) throw notFound('campaign');
    if (count > 0) await recordAudit(actor, 'campaign.undelete', campaignId, { name: row.name }, tx);
    return toCampaignSummary(row);
  });
}
