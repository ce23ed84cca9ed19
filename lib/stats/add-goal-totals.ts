import type { GoalView, GoalWithTotals } from '@/lib/contracts/goals';
import { pool } from '@/lib/platform/db';
import { decodeId } from '@/lib/platform/ids';

/** Goals, which the caller has found to be of this site, with what they brought in the last 30 days. */
export async function addGoalTotals(siteId: string, goals: readonly GoalView[]): Promise<GoalWithTotals[]> {
  const { rows } = await pool.query<{
    id: bigint;
    currency: string | null;
    conversions: number;
    amount: string | null;
  }>(GOAL_TOTALS_SQL, [decodeId('site', siteId), goals.map(({ id }) => decodeId('goal', id))]);
  return goals.map((goal) => {
    const own = rows.filter(({ id }) => id === decodeId('goal', goal.id));
    return {
      ...goal,
      lately: {
        conversions: own.reduce((sum, row) => sum + row.conversions, 0),
        revenue: own.flatMap(({ currency, amount }) => (currency && amount !== null ? [{ currency, amount }] : [])),
      },
    };
  });
}

/** Exported for the test that reads its plan. By currency, as in reports: amounts of two cannot be compared. */
export const GOAL_TOTALS_SQL = `
  SELECT goal_id AS id, currency, count(*)::int AS conversions, trim_scale(sum(amount))::text AS amount FROM attributions
  WHERE site_id = $1 AND goal_id = ANY($2::bigint[]) AND at > now() - interval '30 days'
  GROUP BY goal_id, currency ORDER BY currency`;
