import type { Actor } from '@/lib/contracts/actors';
import { CampaignPatch } from '@/lib/contracts/campaigns';
import { db } from '@/lib/platform/db';
import { AppError } from '@/lib/platform/errors';
import { parse } from '@/lib/platform/parse';
import {
  type CampaignSummary,
  storedAbTest,
  storedAudience,
  storedTranslations,
  toCampaignSummary,
  toStoredAbTest,
  toStoredSchedule,
  toStoredUrgency,
  WITH_VARIANTS,
} from './campaign-row';
import { storableDraft } from './draft-fields';
import { findCampaign } from './find-campaign';
import { storeVariants } from './store-variants';

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
  const patch = parse(CampaignPatch, input);
  const message = patch.message === undefined ? undefined : storableDraft(patch.message);
  const { id, siteId } = before;
  return db.$transaction(async (tx) => {
    const saved = await tx.campaign.updateMany({
      where: {
        id,
        siteId,
        status: 'draft',
        archivedAt: null,
        ...(expectedUpdatedAt !== undefined && { updatedAt: new Date(expectedUpdatedAt) }),
      },
      data: {
        name: patch.name,
        audience: patch.audience ?? storedAudience(before),
        ttlSeconds: patch.ttlSeconds,
        urgency: patch.urgency && toStoredUrgency(patch.urgency),
        throttlePerMinute: patch.throttlePerMinute,
        ambiguityPolicy: patch.ambiguityPolicy,
        sendAt: patch.sendAt === undefined ? undefined : patch.sendAt && new Date(patch.sendAt),
        schedule: patch.schedule === undefined ? undefined : toStoredSchedule(patch.schedule),
        abTest: patch.abTest === undefined ? undefined : toStoredAbTest(patch.abTest),
      },
    });
    if (saved.count === 0) {
      const isDraft = await tx.campaign.count({ where: { id, siteId, status: 'draft', archivedAt: null } });
      throw isDraft > 0
        ? new AppError('precondition_failed', { detail: 'The draft was changed somewhere else since you opened it.' })
        : new AppError('campaign_not_editable');
    }
    if (message) await tx.variant.updateMany({ where: { siteId, campaignId: id, position: 0 }, data: { message } });
    if (patch.translations || patch.abTest !== undefined) {
      const translations = patch.translations ?? storedTranslations(before);
      const abTest = patch.abTest === undefined ? storedAbTest(before) : patch.abTest;
      await storeVariants(tx, { id, siteId }, { translations, abTest });
    }
    const row = await tx.campaign.findFirstOrThrow({ where: { id, siteId }, include: WITH_VARIANTS });
    return toCampaignSummary(row);
  });
}
