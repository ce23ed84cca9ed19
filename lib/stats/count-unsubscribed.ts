import { pool } from '@/lib/platform/db';

/**
 * How many people unsubscribed within 24 hours after a message of each campaign was accepted for them, with no later
 * campaign between. Campaigns that nobody left over are missing.
 */
export async function countUnsubscribed(siteId: bigint, campaignIds: readonly bigint[]): Promise<Map<bigint, number>> {
  const { rows } = await pool.query<{ id: bigint; count: number }>(UNSUBSCRIBED_SQL, [campaignIds, siteId]);
  return new Map(rows.map(({ id, count }) => [id, count]));
}

/** Exported for the test that reads its plan. */
export const UNSUBSCRIBED_SQL = `
  SELECT campaign_id AS id, count(DISTINCT subscriber_id)::int AS count FROM attributions
  WHERE campaign_id = ANY($1::bigint[]) AND goal_id = 0 AND site_id = $2 GROUP BY campaign_id`;
