import type { LocalTimeSchedule } from '@/lib/contracts/schedules';
import { firstInstantAt } from '@/lib/contracts/zoned-time';

/** So little late it is sent at once, not a day later: launches take a moment, and so does a deployment. */
const GRACE_MS = 3_600_000;
const DAY_MS = 86_400_000;

/**
 * When a campaign in local time starts in one zone. Where its time passed more than an hour before the launch, its
 * `whenPassed` decides.
 * @param timezone as stored with the subscriber; empty, or one that this runtime does not know: the fallback's time
 * @returns null: those subscribers are skipped
 */
export function zoneStart(
  { at, fallbackTimezone, whenPassed }: LocalTimeSchedule,
  timezone: string,
  launchedAt: Date,
): Date | null {
  const startOf = (local: string) => {
    try {
      return firstInstantAt(local, timezone || fallbackTimezone);
    } catch {
      return firstInstantAt(local, fallbackTimezone);
    }
  };
  const start = startOf(at);
  if (start >= launchedAt) return start;
  if (launchedAt.getTime() - start.getTime() <= GRACE_MS || whenPassed === 'now') return launchedAt;
  if (whenPassed === 'skip') return null;
  const nextDay = new Date(Date.parse(`${at}:00Z`) + DAY_MS).toISOString().slice(0, 16);
  const next = startOf(nextDay);
  // Launched days late: there is no time to wait for any more.
  return next >= launchedAt ? next : launchedAt;
}
