import { firstInstantAt, toLocalInput } from '@/lib/contracts/zoned-time';

/** In place of an hour: nothing is known, neither of the subscriber nor of the site. */
export const NO_HOUR = -1;

const DAY_MS = 86_400_000;

/**
 * When a run by best time starts for those of one zone and hour: the first instant from the launch on at which their
 * clock shows that hour. Within the hour that is at once. Times that the clocks skip or repeat are those of
 * lib/contracts/zoned-time.ts: the end of the gap, the first of two.
 * @param timezone as stored with the subscriber; empty, or one that this runtime does not know: the fallback's clock
 * @param hour 0 to 23, or NO_HOUR: at once
 * @returns at most 26 hours after the launch
 */
export function bestTimeStart(fallbackTimezone: string, timezone: string, hour: number, launchedAt: Date): Date {
  if (hour === NO_HOUR) return launchedAt;
  try {
    return nextHour(timezone || fallbackTimezone, hour, launchedAt);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return nextHour(fallbackTimezone, hour, launchedAt);
  }
}

function nextHour(timezone: string, hour: number, from: Date): Date {
  const local = toLocalInput(from, timezone);
  if (Number(local.slice(11, 13)) === hour) return from;
  const day = Date.parse(local.slice(0, 10));
  const starts = [day, day + DAY_MS].map((date) =>
    firstInstantAt(`${new Date(date).toISOString().slice(0, 10)}T${String(hour).padStart(2, '0')}:00`, timezone),
  );
  return starts.find((start) => start >= from) ?? from;
}
