import { toCampaignSummary } from '@/lib/campaigns/campaign-row';
import { findCampaign } from '@/lib/campaigns/find-campaign';
import type { Actor } from '@/lib/contracts/actors';
import type { Skips } from '@/lib/contracts/skips';
import { AppError } from '@/lib/platform/errors';
import { previewSkips } from './preview-skips';

/**
 * Who of its audience would not get a campaign that was not launched yet, and why, as it is stored.
 * @throws AppError `forbidden`; `not_found`; `campaign_wrong_state` once it was launched; `invalid_input` for a segment
 *   that is no longer there
 */
export async function previewCampaignSkips(actor: Actor, campaignId: string): Promise<Skips> {
  const campaign = toCampaignSummary(await findCampaign(actor, 'campaigns.read', campaignId));
  if (campaign.launchedAt !== null || !['draft', 'scheduled'].includes(campaign.status)) {
    const detail = 'It was launched: whom it skipped, and why, is in its deliveries and its report.';
    throw new AppError('campaign_wrong_state', { detail });
  }
  const { siteId, audience, schedule, throttlePerMinute, ttlSeconds, abTest } = campaign;
  const { holdoutPercent, testPercent } = abTest ?? {};
  return previewSkips(actor, siteId, {
    audience,
    schedule,
    throttlePerMinute,
    ttlSeconds,
    holdoutPercent,
    testPercent,
  });
}
