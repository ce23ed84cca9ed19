import type { GoalResult, Revenue } from '@/lib/contracts/goals';
import { db, pool } from '@/lib/platform/db';
import { encodeId } from '@/lib/platform/ids';
import type { VariantName } from './name-variants';

interface Row {
  goal_id: bigint;
  /** Null: of all messages. */
  variant: number | null;
  /** Null with `is_total`: whatever the currency. Null without: events that had no amount. */
  currency: string | null;
  is_total: boolean;
  conversions: number;
  people: number;
  amount: string | null;
}

/** Exported for the test that reads its plan. */
export const CAMPAIGN_GOALS_SQL = `
  SELECT goal_id, variant, currency, GROUPING(currency) = 1 AS is_total, count(*)::int AS conversions,
    count(DISTINCT subscriber_id)::int AS people, trim_scale(sum(amount))::text AS amount
  FROM attributions WHERE campaign_id = $1 AND goal_id > 0 AND site_id = $2
  GROUP BY GROUPING SETS ((goal_id), (goal_id, currency), (goal_id, variant), (goal_id, variant, currency))`;

/** How often each goal of the site was reached after a click on this campaign, goals that nobody reached among them. */
export async function campaignGoals(
  siteId: bigint,
  campaignId: bigint,
  variants: readonly VariantName[],
): Promise<GoalResult[]> {
  const goals = await db.goal.findMany({ where: { siteId, archivedAt: null }, orderBy: { id: 'asc' } });
  if (goals.length === 0) return [];
  const { rows } = await pool.query<Row>(CAMPAIGN_GOALS_SQL, [campaignId, siteId]);
  return goals.map((goal) => {
    const own = rows.filter((row) => row.goal_id === goal.id);
    const positions = [...new Set(own.flatMap(({ variant }) => (variant === null ? [] : [variant])))].sort(
      (a, b) => a - b,
    );
    return {
      goalId: encodeId('goal', goal.id),
      name: goal.name,
      windowHours: goal.windowHours,
      ...countsOf(own, null),
      variants: positions.map((variant) => ({
        variant,
        label: variants.find(({ position }) => position === variant)?.label ?? `Message ${variant + 1}`,
        ...countsOf(own, variant),
      })),
    };
  });
}

function countsOf(rows: readonly Row[], variant: number | null) {
  const own = rows.filter((row) => row.variant === variant);
  const total = own.find((row) => row.is_total);
  const revenue: Revenue[] = own
    .flatMap(({ is_total, currency, amount }) =>
      !is_total && currency && amount !== null ? [{ currency, amount }] : [],
    )
    .sort((a, b) => a.currency.localeCompare(b.currency));
  return { conversions: total?.conversions ?? 0, people: total?.people ?? 0, revenue };
}
