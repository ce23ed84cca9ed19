import type { ExportFormat } from '@/lib/contracts/exports';
import type { SiteOverview } from '@/lib/contracts/overview';
import { renderTable } from './render-table';

export const OVERVIEW_TABLES = ['browsers', 'countries', 'languages'] as const;
type OverviewTable = (typeof OVERVIEW_TABLES)[number];

/** The most frequent values of a site's active subscribers, largest first; an empty value is one that is not known. */
export function renderOverview(overview: SiteOverview, table: OverviewTable, format: ExportFormat): string {
  const { countedAt, activeCount } = overview;
  return renderTable(
    format,
    ['value', 'count', 'activeCount', 'countedAt'],
    overview[table].map((row) => ({ ...row, activeCount, countedAt })),
  );
}
