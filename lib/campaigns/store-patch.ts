import type { ParsedCampaignPatch } from '@/lib/contracts/campaigns';
import type { Prisma } from '@/lib/generated/prisma/client';
import type { db } from '@/lib/platform/db';
import {
  type CampaignRow,
  storedAbTest,
  storedAudience,
  storedTranslations,
  toStoredAbTest,
  toStoredSchedule,
  toStoredUrgency,
} from './campaign-row';
import { storableDraft } from './draft-fields';
import { storeVariants } from './store-variants';

/**
 * Writes the fields of a change into a campaign, by compare-and-set; a field that is not given stays.
 * @param where what the campaign must still be
 * @returns false when it is not, and nothing was written
 * @throws AppError `invalid_input` for what cannot be stored
 */
export async function storePatch(
  tx: Pick<typeof db, 'campaign' | 'variant'>,
  before: CampaignRow,
  patch: ParsedCampaignPatch,
  where: Prisma.CampaignWhereInput,
): Promise<boolean> {
  const message = patch.message === undefined ? undefined : storableDraft(patch.message);
  const { id, siteId } = before;
  const stored = await tx.campaign.updateMany({
    where: { AND: [where], id, siteId, archivedAt: null },
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
  if (stored.count === 0) return false;
  if (message) await tx.variant.updateMany({ where: { siteId, campaignId: id, position: 0 }, data: { message } });
  if (patch.translations || patch.abTest !== undefined) {
    const translations = patch.translations ?? storedTranslations(before);
    const abTest = patch.abTest === undefined ? storedAbTest(before) : patch.abTest;
    await storeVariants(tx, { id, siteId }, { translations, abTest });
  }
  return true;
}
