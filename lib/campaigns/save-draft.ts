import type { Actor } from '@/lib/contracts/actors';
import type { ParsedCampaignPatch } from '@/lib/contracts/campaigns';
import type { DraftVersion } from '@/lib/generated/prisma/client';
import { db } from '@/lib/platform/db';
import { AppError } from '@/lib/platform/errors';
import { type CampaignRow, type CampaignSummary, toCampaignSummary, WITH_VARIANTS } from './campaign-row';
import { storeDraftVersion } from './store-draft-version';
import { storePatch } from './store-patch';

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
  const { id, siteId } = before;
  return db.$transaction(async (tx) => {
    const isSaved = await storePatch(tx, before, patch, {
      status: 'draft',
      ...(expectedUpdatedAt !== undefined && { updatedAt: new Date(expectedUpdatedAt) }),
    });
    if (!isSaved) {
      const isDraft = await tx.campaign.count({ where: { id, siteId, status: 'draft', archivedAt: null } });
      throw isDraft > 0
        ? new AppError('precondition_failed', { detail: 'The draft was changed somewhere else since you opened it.' })
        : new AppError('campaign_not_editable');
    }
    const row = await tx.campaign.findFirstOrThrow({ where: { id, siteId }, include: WITH_VARIANTS });
    await storeDraftVersion(tx, actor, { after: row, before, restored });
    await also?.(tx);
    return toCampaignSummary(row);
  });
}
