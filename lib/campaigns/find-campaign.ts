import { authorize } from '@/lib/accounts/authorize';
import type { Action, Actor } from '@/lib/contracts/actors';
import { db } from '@/lib/platform/db';
import { decodeId } from '@/lib/platform/ids';
import { notFound } from '@/lib/platform/not-found';
import { actorSiteIds } from '@/lib/sites/actor-site-ids';
import { type CampaignRow, WITH_VARIANTS } from './campaign-row';

/**
 * The guard of every function that works on one campaign: permission first, then that it is the actor's.
 * @throws AppError `forbidden`; `not_found` when it does not exist, is deleted or is another tenant's
 */
export async function findCampaign(actor: Actor, action: Action, campaignId: string): Promise<CampaignRow> {
  authorize(actor, action);
  const row = await db.campaign.findFirst({
    where: { id: decodeId('campaign', campaignId), siteId: { in: await actorSiteIds(actor) }, archivedAt: null },
    include: WITH_VARIANTS,
  });
  if (!row) throw notFound('campaign');
  return row;
}
