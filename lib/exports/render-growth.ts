import type { ExportFormat } from '@/lib/contracts/exports';
import type { SiteGrowth } from '@/lib/contracts/growth';
import { renderTable } from './render-table';

/** The tables of the growth page, as the addresses of their files name them, with their fields. */
const FIELDS = {
  daily: ['day', 'gained', 'unsubscribed', 'gone'],
  prompts: ['prompt', 'granted', 'withdrawn'],
  asked: ['prompt', 'shown', 'granted', 'denied', 'dismissed'],
  unsubscribes: ['campaignId', 'name', 'unsubscribed', 'accepted'],
} as const;
export const GROWTH_TABLES = ['daily', 'asked', 'prompts', 'unsubscribes'] as const;

/** One table of a site's growth as a file. */
export function renderGrowth(growth: SiteGrowth, table: (typeof GROWTH_TABLES)[number], format: ExportFormat): string {
  return renderTable(
    format,
    FIELDS[table],
    growth[table].map((row) => ({ ...row })),
  );
}
