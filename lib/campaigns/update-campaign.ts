import type { Actor } from '@/lib/contracts/actors';
import type { CampaignPatch } from '@/lib/contracts/campaigns';
import type { CampaignSummary } from './campaign-row';
import { editSeries } from './edit-series';
import { findCampaign } from './find-campaign';
import { updateDraft } from './update-draft';

/**
 * Changes what can be changed of a campaign: a draft, or a recurring one that goes on, from its next date on. The
 * composer's autosave does not come by here: it must never reach a campaign that is being sent.
 * @param expectedUpdatedAt what was read (`updatedAt`); given, what was changed since is not overwritten
 * @throws AppError `forbidden`, `not_found`, `invalid_input`, `campaign_not_editable`; `precondition_failed`
 */
export async function updateCampaign(
  actor: Actor,
  campaignId: string,
  input: CampaignPatch,
  expectedUpdatedAt?: Date,
): Promise<CampaignSummary> {
  const { status } = await findCampaign(actor, 'campaigns.write', campaignId);
  const update = status === 'draft' ? updateDraft : editSeries;
  return update(actor, campaignId, input, expectedUpdatedAt);
}
