import type { Actor } from '@/lib/contracts/actors';
import { type CampaignSummary, toCampaignSummary } from './campaign-row';
import { findCampaign } from './find-campaign';

/** @throws AppError `forbidden`, `not_found` */
export async function getCampaign(actor: Actor, campaignId: string): Promise<CampaignSummary> {
  return toCampaignSummary(await findCampaign(actor, 'campaigns.read', campaignId));
}
