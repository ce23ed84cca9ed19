import type { GoalResult, Revenue } from '@/lib/contracts/goals';
import { db, pool } from '@/lib/platform/db';
import { encodeId } from '@/lib/platform/ids';
import type { VariantName } from './name-variants';

interface CountRow {
  /** Null: of all goals. */
  goal_id: bigint | null;
  /** Null: of all messages. */
  variant: number | null;
  conversions: number;
  people: number;
}

interface AmountRow {
  goal_id: bigint;
  /** Null: of all messages. */
  variant: number | null;
  currency: string;
  amount: string;
}

const OF_CAMPAIGN = 'FROM attributions WHERE campaign_id = $1 AND goal_id = ANY($3::bigint[]) AND site_id = $2';

// Two statements: in one, every amount would be sorted once for each of the groups, for the sake of the people.
/** Exported for the test that reads its plan. */
export const CAMPAIGN_GOALS_SQL = `
  SELECT goal_id, variant, count(*)::int AS conversions, count(DISTINCT subscriber_id)::int AS people
  ${OF_CAMPAIGN} GROUP BY GROUPING SETS ((goal_id), (goal_id, variant), (variant), ())`;
/** Exported for the test that reads its plan. */
export const CAMPAIGN_REVENUE_SQL = `
  SELECT goal_id, variant, currency, trim_scale(sum(amount))::text AS amount
  ${OF_CAMPAIGN} AND currency IS NOT NULL AND amount IS NOT NULL
  GROUP BY GROUPING SETS ((goal_id, currency), (goal_id, variant, currency))`;

export interface CampaignGoals {
  goals: GoalResult[];
  /** People who reached any of the goals, each counted once; null: the site has no goals. */
  converted: number | null;
  /** The same by position of the message; nobody where one is missing. */
  convertedByVariant: ReadonlyMap<number, number>;
}

/** How often each goal of the site was reached after a click on this campaign, goals that nobody reached among them. */
export async function campaignGoals(
  siteId: bigint,
  campaignId: bigint,
  variants: readonly VariantName[],
): Promise<CampaignGoals> {
  const goals = await db.goal.findMany({ where: { siteId, archivedAt: null }, orderBy: { id: 'asc' } });
  if (goals.length === 0) return { goals: [], converted: null, convertedByVariant: new Map() };
  const ids = goals.map(({ id }) => id);
  const [{ rows }, { rows: amounts }] = await Promise.all([
    pool.query<CountRow>(CAMPAIGN_GOALS_SQL, [campaignId, siteId, ids]),
    pool.query<AmountRow>(CAMPAIGN_REVENUE_SQL, [campaignId, siteId, ids]),
  ]);
  const results = goals.map((goal) => {
    const own = rows.filter((row) => row.goal_id === goal.id);
    const paid = amounts.filter((row) => row.goal_id === goal.id);
    const positions = own.flatMap(({ variant }) => (variant === null ? [] : [variant])).sort((a, b) => a - b);
    return {
      goalId: encodeId('goal', goal.id),
      name: goal.name,
      windowHours: goal.windowHours,
      ...resultOf(own, paid, null),
      variants: positions.map((variant) => ({
        variant,
        label: variants.find(({ position }) => position === variant)?.label ?? `Message ${variant + 1}`,
        ...resultOf(own, paid, variant),
      })),
    };
  });
  const ofAll = rows.filter((row) => row.goal_id === null);
  return {
    goals: results,
    converted: ofAll.find(({ variant }) => variant === null)?.people ?? 0,
    convertedByVariant: new Map(
      ofAll.flatMap(({ variant, people }) => (variant === null ? [] : [[variant, people] as const])),
    ),
  };
}

function resultOf(counts: readonly CountRow[], amounts: readonly AmountRow[], variant: number | null) {
  const count = counts.find((row) => row.variant === variant);
  const revenue: Revenue[] = amounts
    .filter((row) => row.variant === variant)
    .map(({ currency, amount }) => ({ currency, amount }))
    .sort((a, b) => a.currency.localeCompare(b.currency));
  return { conversions: count?.conversions ?? 0, people: count?.people ?? 0, revenue };
}
