import type { CampaignView } from '@/lib/contracts/campaigns';
import type { ExportFormat } from '@/lib/contracts/exports';
import type { GoalResult, GoalWithTotals } from '@/lib/contracts/goals';
import type { ComparedCampaign } from '@/lib/contracts/reports';
import type { SegmentView } from '@/lib/contracts/segments';
import { renderTable } from './render-table';
import { STATS_FIELDS } from './stats-fields';

type ListedCampaign = Pick<CampaignView, 'id' | 'name' | 'stats' | 'launchedAt'> &
  Partial<
    Pick<CampaignView, 'status' | 'createdAt' | 'sendAt' | 'finishedAt'> &
      Pick<ComparedCampaign, 'unsubscribed' | 'goals'>
  >;

/** Campaigns with their figures, one a row; of those that are compared, with columns for each goal. */
export function renderCampaigns(campaigns: readonly ListedCampaign[], format: ExportFormat): string {
  const rows = campaigns.map(
    ({ id, name, status, createdAt, sendAt, launchedAt, finishedAt, stats, unsubscribed, goals }) => ({
      id,
      name,
      status: status ?? null,
      createdAt: createdAt ?? null,
      sendAt: sendAt ?? null,
      launchedAt,
      finishedAt: finishedAt ?? null,
      ...stats,
      unsubscribed: unsubscribed ?? null,
      ...Object.fromEntries((goals ?? []).flatMap(goalCells)),
    }),
  );
  const goalFields = campaigns.flatMap(({ goals }) => (goals ?? []).flatMap(goalCells)).map(([name]) => name);
  return renderTable(format, [...CAMPAIGN_FIELDS, ...new Set(goalFields)], rows);
}

/** Named with the goal's id: two goals may have one name. Money by its currency, never added up. */
function goalCells({ goalId, name, conversions, people, revenue }: GoalResult): [string, string | number][] {
  const goal = `${name} (${goalId})`;
  return [
    [`${goal} people`, people],
    [`${goal} times`, conversions],
    ...revenue.map(({ currency, amount }): [string, string] => [`${goal} revenue ${currency}`, amount]),
  ];
}

const CAMPAIGN_FIELDS = ['id', 'name', 'status', 'createdAt', 'sendAt', 'launchedAt', 'finishedAt', ...STATS_FIELDS];

interface ListedSegment extends SegmentView {
  /** The rule in words. */
  sentence: string;
  /** Active subscribers; null when they could not be counted. */
  subscriberCount: number | null;
  /** Null when the count is exact; else the true one is within this of it in 95 of 100 cases. */
  margin: number | null;
}

/** Segments with their rules, in words too, and how many they have, one a row. */
export function renderSegments(segments: readonly ListedSegment[], format: ExportFormat): string {
  const rows = segments.map(({ rule, ...segment }) => ({ ...segment, rule: rule as Record<string, unknown> }));
  return renderTable(format, SEGMENT_FIELDS, rows);
}

const SEGMENT_FIELDS = ['id', 'name', 'sentence', 'subscriberCount', 'margin', 'rule', 'createdAt', 'updatedAt'];

/** Clicks of compared campaigns since their launch, an hour a row: those within it, and all so far. */
export function renderComparedClicks(campaigns: readonly ComparedCampaign[], format: ExportFormat): string {
  const rows = campaigns.flatMap(({ id, name, clicksByHour }) => {
    let clickedSoFar = 0;
    return clicksByHour.map((clicked, index) => {
      clickedSoFar += clicked;
      return { id, name, withinHours: index + 1, clicked, clickedSoFar };
    });
  });
  return renderTable(format, ['id', 'name', 'withinHours', 'clicked', 'clickedSoFar'], rows);
}

/** Goals with what they brought in the last 30 days, once for each currency. */
export function renderGoals(goals: readonly GoalWithTotals[], format: ExportFormat): string {
  const rows = goals.flatMap(({ lately, ...goal }) =>
    (lately.revenue.length > 0 ? lately.revenue : [{ amount: null, currency: null }]).map(({ amount, currency }) => ({
      ...goal,
      conversions30Days: lately.conversions,
      amount30Days: amount,
      amountCurrency: currency,
    })),
  );
  return renderTable(format, GOAL_FIELDS, rows);
}

const GOAL_FIELDS = [
  'id',
  'name',
  'event',
  'valueProperty',
  'currency',
  'windowHours',
  'createdAt',
  'conversions30Days',
  'amount30Days',
  'amountCurrency',
];
