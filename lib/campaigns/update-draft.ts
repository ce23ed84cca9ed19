import type { Actor } from '@/lib/contracts/actors';
import { CampaignPatch } from '@/lib/contracts/campaigns';
import { parse } from '@/lib/platform/parse';
import type { CampaignSummary } from './campaign-row';
import { findCampaign } from './find-campaign';
import { saveDraft } from './save-draft';

/**
 * Saves the fields given, while the campaign is a draft: an autosave that comes after the launch changes nothing.
 * @param expectedUpdatedAt what the editor saw last (`updatedAt`); given, a draft that was saved since is not overwritten
 * @throws AppError `forbidden`, `not_found`, `invalid_input`, `campaign_not_editable`; `precondition_failed`
 */
export async function updateDraft(
  actor: Actor,
  campaignId: string,
  input: CampaignPatch,
  expectedUpdatedAt?: string | Date,
): Promise<CampaignSummary> {
  const before = await findCampaign(actor, 'campaigns.write', campaignId);
  return saveDraft(actor, before, parse(CampaignPatch, input), { expectedUpdatedAt });
}
