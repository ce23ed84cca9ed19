import type { Actor } from '@/lib/contracts/actors';
import { MAX_VARIANTS } from '@/lib/contracts/limits';
import { variantName } from '@/lib/contracts/variant-name';
import type { CampaignSummary } from './campaign-row';
import { findCampaign } from './find-campaign';
import { getCampaign } from './get-campaign';
import { noSuchVariant } from './no-such-variant';
import { startWinner } from './start-winner';

/**
 * Sends a variant to the rest of an A/B test's audience because a person says so; at any time of the test.
 * @param variant its letter
 * @throws AppError `forbidden`, `not_found`, `invalid_input` (no such variant), `campaign_wrong_state`
 */
export async function chooseWinner(actor: Actor, campaignId: string, variant: string): Promise<CampaignSummary> {
  const campaign = await findCampaign(actor, 'campaigns.send', campaignId);
  const names = Array.from({ length: MAX_VARIANTS }, (_, position) => variantName(position));
  const arm = names.indexOf(variant);
  if (!campaign.variants.some(({ name }) => name === variant)) throw noSuchVariant();
  await startWinner(actor, campaign, arm, 'person');
  return getCampaign(actor, campaignId);
}
