import { recordAudit } from '@/lib/accounts/record-audit';
import type { Actor } from '@/lib/contracts/actors';
import { CampaignPatch } from '@/lib/contracts/campaigns';
import { DraftContent } from '@/lib/contracts/draft-versions';
import { parse } from '@/lib/platform/parse';
import type { CampaignSummary } from './campaign-row';
import { findCampaign } from './find-campaign';
import { findDraftVersion } from './get-draft-version';
import { saveDraft } from './save-draft';
import { contentOf } from './store-draft-version';

/**
 * Makes a draft say what one of its versions says. That is a version of its own: what the draft said until now stays,
 * and can be restored in turn.
 * @param expectedUpdatedAt as of `updateDraft`
 * @throws AppError `forbidden`, `not_found`, `campaign_not_editable`, `precondition_failed`; `invalid_input` for what
 *   cannot be stored any more
 */
export async function restoreDraftVersion(
  actor: Actor,
  campaignId: string,
  versionId: string,
  expectedUpdatedAt?: string | Date,
): Promise<CampaignSummary> {
  const before = await findCampaign(actor, 'campaigns.write', campaignId);
  const restored = await findDraftVersion(before, versionId);
  const patch = parse(CampaignPatch, parse(DraftContent, contentOf(restored)));
  return saveDraft(actor, before, patch, {
    expectedUpdatedAt,
    restored,
    also: (tx) => recordAudit(actor, 'campaign.restore', campaignId, { version: versionId }, tx),
  });
}
