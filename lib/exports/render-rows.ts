import type { ExportFormat } from '@/lib/contracts/exports';

export type ExportValue = string | number | boolean | null | readonly string[] | Record<string, unknown>;

/** One field of an export's rows. */
export interface ExportColumn<R> {
  name: string;
  value: (row: R) => ExportValue;
  /** Made of letters, digits, `-` and `_` by a browser: nothing that a spreadsheet could run, and useless when changed. */
  isKey?: boolean;
}

/**
 * A page of rows as text. The pages of an export, one after the other, are one CSV file with a header (RFC 4180) or one
 * JSON array with an object a line.
 */
export function renderRows<R>(
  format: ExportFormat,
  columns: readonly ExportColumn<R>[],
  rows: readonly R[],
  place: { isFirst: boolean; isLast: boolean; rowCountBefore: number },
): string {
  if (format === 'csv') {
    const lines = rows.map((row) => columns.map(({ value, isKey }) => csvCell(value(row), isKey)).join(','));
    if (place.isFirst) lines.unshift(columns.map(({ name }) => csvCell(name)).join(','));
    return lines.map((line) => `${line}\r\n`).join('');
  }
  const objects = rows.map((row) => JSON.stringify(Object.fromEntries(columns.map((c) => [c.name, c.value(row)]))));
  const lines = objects.join(',\n');
  const join = place.rowCountBefore > 0 && lines !== '' ? ',\n' : '';
  return `${place.isFirst ? '[\n' : ''}${join}${lines}${place.isLast ? '\n]\n' : ''}`;
}

/**
 * One cell. What a spreadsheet would take for a formula gets an apostrophe before it (OWASP, CSV injection), wherever
 * people may have chosen the text.
 */
export function csvCell(value: ExportValue, isKey = false): string {
  if (value === null) return '';
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  const safe = !isKey && FORMULA.test(text) ? `'${text}` : text;
  return /[",;'\t\r\n]|^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** The ordinary and the full-width signs; a tab or line break may hide one. */
const FORMULA = /^\s*[=+\-@|%＝＋－＠]|^[\t\r\n]/;
