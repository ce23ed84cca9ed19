import type { CampaignProgress } from '@/lib/contracts/campaigns';
import { pool } from '@/lib/platform/db';

/** Why rows of these runs failed or had to be tried again, by push service, most frequent first. */
export async function readReasons(runIds: readonly bigint[]): Promise<CampaignProgress['reasons']> {
  const { rows } = await pool.query<{ outcome: string; reason: string; origin: string | null; count: number }>(
    `SELECT r.outcome, r.reason, o.origin, sum(r.count)::int AS count
     FROM run_reasons r LEFT JOIN push_origins o ON o.id = r.origin_id WHERE r.run_id = ANY($1::bigint[])
     GROUP BY r.outcome, r.reason, o.origin ORDER BY count DESC, r.reason, o.origin LIMIT 100`,
    [runIds],
  );
  return rows.map(({ origin, ...row }) => ({ ...row, pushService: hostOf(origin) }));
}

/** "https://fcm.googleapis.com" → "fcm.googleapis.com"; empty for none. */
export function hostOf(origin: string | null): string {
  return origin ? new URL(origin).host : '';
}
