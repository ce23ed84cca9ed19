import { recordAudit } from '@/lib/accounts/record-audit';
import type { Actor } from '@/lib/contracts/actors';
import { db } from '@/lib/platform/db';
import type { CampaignSummary } from './campaign-row';
import { findCampaign } from './find-campaign';
import { getCampaign } from './get-campaign';
import { moveCampaign } from './move-campaign';

/**
 * Holds a running campaign: no row is claimed once this has committed. Its messages still expire at their time.
 * @throws AppError `forbidden`, `not_found`, `campaign_wrong_state`
 */
export async function pauseCampaign(actor: Actor, campaignId: string): Promise<CampaignSummary> {
  const campaign = await findCampaign(actor, 'campaigns.send', campaignId);
  const { id, siteId } = campaign;
  await db.$transaction(async (tx) => {
    await moveCampaign(tx, campaign, 'paused');
    await tx.run.updateMany({
      where: { siteId, campaignId: id, isTest: false, status: 'running' },
      data: { status: 'paused' },
    });
    await recordAudit(actor, 'campaign.pause', campaignId, {}, tx);
  });
  return getCampaign(actor, campaignId);
}
