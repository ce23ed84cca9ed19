import { recordAudit } from '@/lib/accounts/record-audit';
import type { Actor } from '@/lib/contracts/actors';
import { db } from '@/lib/platform/db';
import type { CampaignSummary } from './campaign-row';
import { findCampaign } from './find-campaign';
import { getCampaign } from './get-campaign';
import { moveCampaign } from './move-campaign';

/**
 * Makes a scheduled campaign a draft again.
 * @throws AppError `forbidden`, `not_found`, `campaign_wrong_state`
 */
export async function unscheduleCampaign(actor: Actor, campaignId: string): Promise<CampaignSummary> {
  const campaign = await findCampaign(actor, 'campaigns.send', campaignId);
  await db.$transaction(async (tx) => {
    await moveCampaign(tx, campaign, 'draft', { nextAt: null });
    await recordAudit(actor, 'campaign.unschedule', campaignId, {}, tx);
  });
  return getCampaign(actor, campaignId);
}
