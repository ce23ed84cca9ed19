import type { ExportColumn } from './render-rows';

/** What bounds an export: rows that are younger than itself are not in it. */
export interface ExportScope {
  id: bigint;
  siteId: bigint;
  campaignId: bigint | null;
}

/** How rows of one kind are read, page by page. */
export interface PageReader<R> {
  columns: readonly ExportColumn<R>[];
  /** How many there are, for the progress. */
  count: (scope: ExportScope) => Promise<number>;
  /** @returns the rows after the cursor, and the next one; null when there is nothing more */
  read: (scope: ExportScope, cursor: string, limit: number) => Promise<{ rows: R[]; cursor: string | null }>;
}
