import type { ExportFormat } from '@/lib/contracts/exports';
import type { GoalResult } from '@/lib/contracts/goals';
import { type CampaignReport, REPORT_DIMENSIONS } from '@/lib/contracts/reports';
import { renderTable, type TableRow } from './render-table';
import { STATS_FIELDS } from './stats-fields';

/** The tables of a report, as the addresses of their files name them. */
export const REPORT_TABLES = [
  'summary',
  'series',
  'heat_map',
  ...REPORT_DIMENSIONS,
  'buttons',
  'goals',
  'failures',
] as const;
export type ReportTable = (typeof REPORT_TABLES)[number];

/** One table of a report as a file: all rows, unknown among them. Its columns are the fields of the contract. */
export function renderReport(report: CampaignReport, table: ReportTable, format: ExportFormat): string {
  return renderTable(format, COLUMNS[table] ?? COUNTED, rowsOf(report, table));
}

function rowsOf(report: CampaignReport, table: ReportTable): TableRow[] {
  switch (table) {
    case 'summary':
      return [{ ...report.stats, unsubscribed: report.unsubscribed, converted: report.converted, asOf: report.asOf }];
    case 'series':
      return report.series;
    case 'heat_map':
      return report.heatMap.map((cell) => ({ ...cell, timeZone: report.timeZone }));
    case 'buttons':
      return report.buttons;
    case 'goals':
      return report.goals.flatMap(goalRows);
    case 'failures':
      return report.failures;
    default:
      return report.breakdowns[table];
  }
}

/** A row for the whole and one for each message, once for each currency. */
function goalRows(goal: GoalResult): TableRow[] {
  const parts = [{ ...goal, label: '', variant: null }, ...goal.variants];
  return parts.flatMap(({ variant, label, conversions, people, revenue }) =>
    (revenue.length > 0 ? revenue : [{ amount: null, currency: null }]).map(({ amount, currency }) => ({
      goalId: goal.goalId,
      goal: goal.name,
      windowHours: goal.windowHours,
      variant,
      message: label,
      conversions,
      people,
      amount,
      currency,
    })),
  );
}

const COUNTED = [
  'value',
  'label',
  'audience',
  'accepted',
  'failed',
  'suppressed',
  'unknown',
  'received',
  'shown',
  'clicked',
  'dismissed',
];

const COLUMNS: Partial<Record<ReportTable, string[]>> = {
  summary: [...STATS_FIELDS, 'converted'],
  series: ['at', 'accepted', 'shown', 'clicked'],
  heat_map: ['weekday', 'hour', 'clicked', 'timeZone'],
  variant: [...COUNTED, 'converted'],
  buttons: ['variant', 'message', 'part', 'label', 'clicked', 'clickers'],
  goals: ['goalId', 'goal', 'windowHours', 'variant', 'message', 'conversions', 'people', 'amount', 'currency'],
  failures: ['outcome', 'reason', 'pushService', 'count'],
};
