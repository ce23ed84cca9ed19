// The dashboard speaks English; only the time zone is the viewer's.
export const LOCALE = 'en';

const whole = new Intl.NumberFormat(LOCALE);
const compact = new Intl.NumberFormat(LOCALE, { notation: 'compact', maximumFractionDigits: 1 });
const plurals = new Intl.PluralRules(LOCALE);
const percent = new Intl.NumberFormat(LOCALE, { style: 'percent' });
const tenths = new Intl.NumberFormat(LOCALE, { style: 'percent', maximumFractionDigits: 1 });
// In numbers: "tomorrow" is a day of the calendar, and in 40 hours it may be the one after.
const relative = new Intl.RelativeTimeFormat(LOCALE, { numeric: 'always' });

/** 12408 → "12,408". */
export function formatNumber(value: number): string {
  return whole.format(value);
}

/** 12408 → "12.4K"; exact below 10,000. */
export function formatCompact(value: number): string {
  return Math.abs(value) < 10_000 ? whole.format(value) : compact.format(value);
}

/** A share of a whole as a percentage, "–" when there is no whole: (1, 3) → "33.3%"; "100%" is said of all only, "0%" of none. */
export function formatShare(part: number, total: number): string {
  if (total <= 0) return '–';
  const share = part / total;
  if (share > 0 && share < 0.0005) return '<0.1%';
  return share < 1 ? tenths.format(Math.min(share, 0.999)) : percent.format(share);
}

/** (1, 'subscriber') → "1 subscriber"; (2, 'subscriber') → "2 subscribers"; irregular: (2, 'reply', 'replies'). */
export function formatCount(count: number, one: string, many = `${one}s`): string {
  return `${whole.format(count)} ${plurals.select(count) === 'one' ? one : many}`;
}

// Making one takes a hundred times as long as using it, and a page tells a hundred times.
const clocks = new Map<string, Intl.DateTimeFormat>();

function clockOf(timeZone: string | undefined, timeStyle: 'short' | undefined): Intl.DateTimeFormat {
  const key = `${timeZone} ${timeStyle}`;
  const known = clocks.get(key);
  if (known) return known;
  const clock = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle, timeZone });
  clocks.set(key, clock);
  return clock;
}

/** An instant in a zone (default: this runtime's), e.g. "21 Nov 2026, 14:05". */
export function formatDateTime(at: string | number | Date, timeZone?: string): string {
  return clockOf(timeZone, 'short').format(new Date(at));
}

/** A day, e.g. "21 Nov 2026". */
export function formatDate(at: string | number | Date, timeZone?: string): string {
  return clockOf(timeZone, undefined).format(new Date(at));
}

const STEPS: [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['week', 604_800],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
];

/** "5 minutes ago", "in 2 days", "just now". */
export function formatRelative(at: string | number | Date, nowMs: number): string {
  const seconds = (new Date(at).getTime() - nowMs) / 1_000;
  for (const [unit, size] of STEPS) {
    if (Math.abs(seconds) >= size) return relative.format(Math.trunc(seconds / size), unit);
  }
  return Math.abs(seconds) < 45 ? 'just now' : relative.format(Math.round(seconds / 60), 'minute');
}

/** 95 → "1 min 35 s"; 7320 → "2 h 2 min". */
export function formatDuration(seconds: number): string {
  const total = Math.max(0, Math.round(seconds));
  if (total < 60) return `${total} s`;
  if (total < 3_600) return `${Math.floor(total / 60)} min${total % 60 ? ` ${total % 60} s` : ''}`;
  const minutes = Math.floor((total % 3_600) / 60);
  return `${whole.format(Math.floor(total / 3_600))} h${minutes ? ` ${minutes} min` : ''}`;
}

export { countryName as formatCountry, languageName as formatLanguage } from '@/lib/contracts/value-names';
