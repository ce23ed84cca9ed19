import type { Actor } from '@/lib/contracts/actors';
import type { BestTimeView } from '@/lib/contracts/schedules';
import { authorizeSite } from '@/lib/sites/authorize-site';
import { readSiteHours } from './read-site-hours';

/**
 * How many subscribers of a site have a best hour of their own, and which hour the others get.
 * @throws AppError `forbidden`, `not_found`
 */
export async function bestTime(actor: Actor, siteId: string): Promise<BestTimeView> {
  return readSiteHours(await authorizeSite(actor, 'campaigns.read', siteId));
}
