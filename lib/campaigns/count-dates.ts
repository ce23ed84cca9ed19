import type { Actor } from '@/lib/contracts/actors';
import { db } from '@/lib/platform/db';
import { findCampaign } from './find-campaign';

/**
 * How many dates of a recurring campaign have passed, those that were skipped included.
 * @throws AppError `forbidden`, `not_found`
 */
export async function countDates(actor: Actor, campaignId: string): Promise<number> {
  const { id, siteId } = await findCampaign(actor, 'campaigns.read', campaignId);
  return db.campaignOccurrence.count({ where: { campaignId: id, siteId } });
}
