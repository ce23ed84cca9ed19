import { recordAudit } from '@/lib/accounts/record-audit';
import type { Actor } from '@/lib/contracts/actors';
import { now } from '@/lib/platform/clock';
import { db } from '@/lib/platform/db';
import { AppError } from '@/lib/platform/errors';
import { findCampaign } from './find-campaign';

/**
 * Deletes a draft; what was sent stays, for its figures.
 * @throws AppError `forbidden`, `not_found`, `campaign_not_editable`
 */
export async function deleteDraft(actor: Actor, campaignId: string): Promise<void> {
  const { id, siteId, name } = await findCampaign(actor, 'campaigns.write', campaignId);
  await db.$transaction(async (tx) => {
    const deleted = await tx.campaign.updateMany({
      where: { id, siteId, status: 'draft', archivedAt: null },
      data: { archivedAt: now() },
    });
    if (deleted.count === 0) {
      throw new AppError('campaign_not_editable', { detail: 'Only a draft can be deleted.' });
    }
    // What was thrown away is not kept behind its author's back.
    await tx.draftVersion.deleteMany({ where: { siteId, campaignId: id } });
    await recordAudit(actor, 'campaign.delete', campaignId, { name }, tx);
  });
}
