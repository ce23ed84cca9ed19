import type { Actor } from '@/lib/contracts/actors';
import { pool } from '@/lib/platform/db';
import { decodeId } from '@/lib/platform/ids';
import { authorizeSite } from '@/lib/sites/authorize-site';
import { readSiteHours } from './read-site-hours';

/** When a campaign by best time would reach one subscriber. */
export type SubscriberBestHour =
  /** At an hour of their own, 0 to 23; `isUtc`: of UTC's clock, since their zone is unknown, else of their own. */
  | { from: 'own'; hour: number; isUtc: boolean }
  /** At the site's, on their clock, or where their zone is unknown on that of the campaign's choice. */
  | { from: 'site'; hour: number }
  /** At the start: not even the site's is known. */
  | { from: 'start' };

/**
 * The order of planning (lib/delivery/plan-times.ts): their own hour, else the site's, else at the start. Only for those
 * without one is the site's counted.
 * @throws AppError `forbidden`; `not_found` for the site. A subscriber that the site does not have has no hour.
 */
export async function subscriberBestHour(
  actor: Actor,
  siteId: string,
  subscriberId: string,
): Promise<SubscriberBestHour> {
  const site = await authorizeSite(actor, 'subscribers.read', siteId);
  const { rows } = await pool.query<{ hour: number; isUtc: boolean }>(OWN_HOUR_SQL, [
    decodeId('subscriber', subscriberId),
    site,
  ]);
  if (rows[0]) return { from: 'own', ...rows[0] };
  const { hour } = await readSiteHours(site);
  return hour === null ? { from: 'start' } : { from: 'site', hour };
}

/** Exported for the test that reads its plan. */
export const OWN_HOUR_SQL = `
  SELECT hour::int AS hour, is_utc AS "isUtc" FROM active_hours
  WHERE subscriber_id = $1 AND site_id = $2 AND is_own AND hour IS NOT NULL`;
