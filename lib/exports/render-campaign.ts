import type { AbTestResult } from '@/lib/contracts/ab-tests';
import type { ExportFormat } from '@/lib/contracts/exports';
import type { CampaignOccurrences } from '@/lib/contracts/schedules';
import { renderTable } from './render-table';

/** The variants of an A/B test with their figures, one a row. */
export function renderVariants({ variants, winner, goal }: AbTestResult, format: ExportFormat): string {
  return renderTable(
    format,
    VARIANT_FIELDS,
    variants.map((row) => ({ ...row, goal: goal?.name ?? null, isWinner: row.variant === winner })),
  );
}

const VARIANT_FIELDS = [
  'variant',
  'audience',
  'pending',
  'accepted',
  'shown',
  'clicked',
  'clickRate',
  'goal',
  'converted',
  'conversionRate',
  'low',
  'high',
  'bestProbability',
  'isWinner',
];

/** The past dates of a recurring campaign with their figures, newest first. */
export function renderDates({ past }: CampaignOccurrences, format: ExportFormat): string {
  return renderTable(format, ['at', 'status', 'audience', 'accepted', 'shown', 'clicked'], past);
}
