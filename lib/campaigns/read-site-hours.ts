import type { BestTimeView } from '@/lib/contracts/schedules';
import { pool } from '@/lib/platform/db';
import { siteHour } from './best-hour';

/** What is known of a site's best hours, counted from an index of small entries. */
export async function readSiteHours(siteId: bigint): Promise<BestTimeView> {
  const { rows } = await pool.query<{ hour: number; seen_count: number; own_count: number }>(SITE_HOURS_SQL, [siteId]);
  const byHour = new Array<number>(24).fill(0);
  for (const row of rows) byHour[row.hour] = row.seen_count;
  const sum = (of: 'seen_count' | 'own_count') => rows.reduce((total, row) => total + row[of], 0);
  return { hour: siteHour(byHour), ownCount: sum('own_count'), seenCount: sum('seen_count') };
}

/** Exported for the test that reads its plan. */
export const SITE_HOURS_SQL = `
  SELECT hour::int AS hour, count(*)::int AS seen_count, (count(*) FILTER (WHERE is_own))::int AS own_count
  FROM active_hours WHERE site_id = $1 AND hour IS NOT NULL GROUP BY hour`;
