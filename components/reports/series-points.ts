import type { ReportPoint } from '@/lib/contracts/reports';

const MINUTE = 60;
const HOUR = 3_600;
const DAY = 86_400;

/** "by minute", "by 15 minutes", "by hour", "by 6 hours", "by day". */
export function intervalText(seconds: number): string {
  if (seconds >= DAY) return 'by day';
  if (seconds >= HOUR) return seconds === HOUR ? 'by hour' : `by ${seconds / HOUR} hours`;
  return seconds === MINUTE ? 'by minute' : `by ${seconds / MINUTE} minutes`;
}

/** The intervals from the first to the last with none left out: silence is zero. */
export function fillSeries(
  series: readonly ReportPoint[],
  intervalSeconds: number,
): (Omit<ReportPoint, 'at'> & { atMs: number })[] {
  const known = new Map(series.map(({ at, ...counts }) => [Date.parse(at), counts]));
  const from = Math.min(...known.keys());
  const to = Math.max(...known.keys());
  const points = [];
  for (let atMs = from; atMs <= to; atMs += intervalSeconds * 1_000) {
    points.push({ atMs, ...(known.get(atMs) ?? { accepted: 0, shown: 0, clicked: 0 }) });
  }
  return points;
}

/** Whether the zone’s clocks differ between the first and the last of these instants. */
export function changesClocks(points: readonly { atMs: number }[], timeZone: string | undefined): boolean {
  const clock = new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'shortOffset' });
  const offsetAt = (atMs = 0) => clock.formatToParts(atMs).find(({ type }) => type === 'timeZoneName')?.value;
  return offsetAt(points[0]?.atMs) !== offsetAt(points.at(-1)?.atMs);
}
