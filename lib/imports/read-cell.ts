import type { ImportSource } from '@/lib/contracts/imports';

export type TagValue = string | number | boolean;

/** As exports write what a spreadsheet would take for a formula (lib/exports/render-rows.ts). */
const GUARDED = /^'(?=\s*[=+\-@|%＝＋－＠]|[\t\r\n])/;

/** A cell without the apostrophe that an export put before it. */
export function unguard(cell: string): string {
  return cell.replace(GUARDED, '');
}

const TRUE = new Set(['true', 't', 'yes', 'y', '1']);
const FALSE = new Set(['false', 'f', 'no', 'n', '0']);
/** As spreadsheets and databases write it, in any case; a cell may be neither true nor false. */
export const isTrue = (cell: string) => TRUE.has(cell.toLowerCase());
export const isFalse = (cell: string) => FALSE.has(cell.toLowerCase());

/**
 * A tag's value as it is meant: true, false, a number that is written as numbers are, else text: `007`, `1.10` and
 * numbers of more digits than a number has stay as they are.
 */
export function readTagValue(cell: string): TagValue {
  if (/^-?[\d.]{1,16}$/.test(cell) && String(Number(cell)) === cell) return Number(cell);
  if (cell === 'true' || cell === 'false') return cell === 'true';
  return cell;
}

/**
 * Tags in one cell: a JSON object, a JSON array of names, or names separated by `,`, `;` or `|` (each becomes `true`).
 * @returns null when it is none of them; values are not checked
 */
export function readTags(cell: string, source: ImportSource): Record<string, unknown> | null {
  if (!/^[[{]/.test(cell)) return trueTags(splitList(cell));
  const value = parseJsonCell(cell);
  if (Array.isArray(value)) return value.every((name) => typeof name === 'string') ? trueTags(value) : null;
  if (typeof value !== 'object' || value === null) return null;
  const entries = Object.entries(value).filter(([, inner]) => inner !== null);
  // OneSignal has text only; ours come as they are.
  const read = (inner: unknown) => (source === 'onesignal' && typeof inner === 'string' ? readTagValue(inner) : inner);
  return Object.fromEntries(entries.map(([name, inner]) => [name, read(inner)]));
}

const trueTags = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, true]));

/** Topics in one cell: a JSON array, or names separated by `,`, `;` or `|`. Not checked. */
export function readTopics(cell: string): unknown {
  return cell.startsWith('[') ? parseJsonCell(cell) : splitList(cell);
}

function splitList(cell: string): string[] {
  return cell
    .split(/[,;|]/)
    .map((part) => part.trim())
    .filter(Boolean);
}

function parseJsonCell(cell: string): unknown {
  try {
    return JSON.parse(cell);
  } catch {
    return undefined;
  }
}

const OLDEST = Date.UTC(2000, 0, 1);

/** ISO 8601, `2026-11-22 09:30:00` (UTC unless it says otherwise), or seconds or milliseconds since 1970; else null. May be to come. */
export function readDate(cell: string): Date | null {
  const number = /^\d{9,13}(\.\d+)?$/.test(cell) ? Number(cell) : null;
  const date = number === null ? readText(cell) : new Date(number < 1e11 ? number * 1_000 : number);
  const time = date?.getTime() ?? Number.NaN;
  return time >= OLDEST && time < Date.UTC(2100, 0, 1) ? date : null;
}

function readText(cell: string): Date | null {
  const [, day, time = '00:00:00', zone = 'Z'] =
    /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?))? ?(Z|UTC|[+-]\d\d:?\d\d)?$/i.exec(cell) ?? [];
  if (day === undefined) return null;
  const offset = /^(Z|UTC)$/i.test(zone) ? 'Z' : zone.replace(/^([+-]\d\d):?(\d\d)$/, '$1:$2');
  return new Date(`${day}T${time.replace(/(\.\d{3})\d+$/, '$1')}${offset}`);
}
