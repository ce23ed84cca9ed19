import { recordAudit } from '@/lib/accounts/record-audit';
import type { Actor } from '@/lib/contracts/actors';
import { now } from '@/lib/platform/clock';
import { db } from '@/lib/platform/db';
import { AppError } from '@/lib/platform/errors';
import { findCampaign } from './find-campaign';

/**
 * Deletes a draft; what was sent stays, for its figures. It is kept for its restoring, what it said before for a while
 * (`purgeDraftVersions`).
 * @param expectedUpdatedAt what was seen last; given, what was changed since is left alone
 * @throws AppError `forbidden`, `not_found`, `campaign_not_editable`, `precondition_failed`
 */
export async function deleteDraft(actor: Actor, campaignId: string, expectedUpdatedAt?: Date): Promise<void> {
  const { id, siteId, name } = await findCampaign(actor, 'campaigns.write', campaignId);
  await db.$transaction(async (tx) => {
    const where = { id, siteId, status: 'draft', archivedAt: null } as const;
    const deleted = await tx.campaign.updateMany({
      where: { ...where, updatedAt: expectedUpdatedAt },
      data: { archivedAt: now() },
    });
    if (deleted.count === 0) {
      if (expectedUpdatedAt && (await tx.campaign.count({ where })) > 0) throw new AppError('precondition_failed');
      throw new AppError('campaign_not_editable', { detail: 'Only a draft can be deleted.' });
    }
    await recordAudit(actor, 'campaign.delete', campaignId, { name }, tx);
  });
}
