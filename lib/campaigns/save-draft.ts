import type { Actor } from '@/lib/contracts/actors';
import type { ParsedCampaignPatch } from '@/lib/contracts/campaigns';
import type { DraftVersion } from '@/lib/generated/prisma/client';
import { db } from '@/lib/platform/db';
import { AppError } from '@/lib/platform/errors';
import {
  type CampaignRow,
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
import { storeDraftVersion } from './store-draft-version';
import { storeVariants } from './store-variants';

interface SaveOptions {
  /** What the editor saw last; given, a draft that was saved since is not overwritten. */
  expectedUpdatedAt?: string | Date;
  /** The version that the patch brings back. */
  restored?: DraftVersion;
  /** Done in the same transaction. */
  also?: (tx: Pick<typeof db, 'auditEntry'>) => Promise<void>;
}

/**
 * Saves fields that were parsed into a draft that is the actor's, and keeps its new state as a version.
 * @throws AppError `invalid_input`, `campaign_not_editable`; `precondition_failed`
 */
export async function saveDraft(
  actor: Actor,
  before: CampaignRow,
  patch: ParsedCampaignPatch,
  { expectedUpdatedAt, restored, also }: SaveOptions = {},
): Promise<CampaignSummary> {
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
    await storeDraftVersion(tx, actor, { after: row, before, restored });
    await also?.(tx);
    return toCampaignSummary(row);
  });
}
