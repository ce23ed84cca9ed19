import type { Actor } from '@/lib/contracts/actors';
import { db } from '@/lib/platform/db';
import { authorizeSite } from '@/lib/sites/authorize-site';

/**
 * How many campaigns of a site were launched or scheduled.
 * @throws AppError `forbidden`, `not_found`
 */
export async function countCampaigns(actor: Actor, siteId: string): Promise<number> {
  const site = await authorizeSite(actor, 'campaigns.read', siteId);
  return db.campaign.count({ where: { siteId: site, archivedAt: null, status: { not: 'draft' } } });
}
