import type { Actor } from '@/lib/contracts/actors';
import type { DraftVersionDetail } from '@/lib/contracts/draft-versions';
import type { DraftVersion } from '@/lib/generated/prisma/client';
import { db } from '@/lib/platform/db';
import { decodeId } from '@/lib/platform/ids';
import { notFound } from '@/lib/platform/not-found';
import { findCampaign } from './find-campaign';
import { readVersions } from './list-draft-versions';
import { contentOf } from './store-draft-version';

/**
 * A version of a draft with all that it says.
 * @throws AppError `forbidden`, `not_found`
 */
export async function getDraftVersion(
  actor: Actor,
  campaignId: string,
  versionId: string,
): Promise<DraftVersionDetail> {
  const campaign = await findCampaign(actor, 'campaigns.read', campaignId);
  const version = await findDraftVersion(campaign, versionId);
  const [view] = await readVersions(actor, campaign, { only: version.id });
  if (!view) throw notFound('draftVersion');
  return { ...view, content: contentOf(version) };
}

/** @throws AppError `not_found` when it is none of this campaign's */
export async function findDraftVersion(
  { siteId, id: campaignId }: { siteId: bigint; id: bigint },
  versionId: string,
): Promise<DraftVersion> {
  const id = decodeId('draftVersion', versionId);
  const version = await db.draftVersion.findFirst({ where: { siteId, campaignId, id } });
  if (!version) throw notFound('draftVersion');
  return version;
}
