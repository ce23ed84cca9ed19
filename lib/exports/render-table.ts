import type { ExportFormat } from '@/lib/contracts/exports';
import { type ExportValue, renderRows } from './render-rows';

export type TableRow = Record<string, ExportValue>;

/** A small table as one file, with these fields of its rows; what a row does not have is empty. */
export function renderTable(format: ExportFormat, fields: readonly string[], rows: readonly TableRow[]): string {
  const columns = fields.map((name) => ({ name, value: (row: TableRow): ExportValue => row[name] ?? null }));
  return renderRows(format, columns, rows, { isFirst: true, isLast: true, rowCountBefore: 0 });
}
