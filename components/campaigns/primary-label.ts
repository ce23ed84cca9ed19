import type { BestTimeView } from '@/lib/contracts/schedules';
import { resolveZonedTime } from '@/lib/contracts/zoned-time';
import { abCounts } from './ab-counts';
import { clockHour } from './best-time-text';
import type { ComposerValues } from './composer-values';
import { shortRule } from './schedule-text';
import { toSchedule } from './schedule-values';

/**
 * What the choice comes to: best hours of which nothing is known, neither of anybody nor of the site, are all at once,
 * or all at the start.
 * @param bestTime null: not known yet
 */
export function effectiveWhen(
  { when, sendAtLocal }: Pick<ComposerValues, 'when' | 'sendAtLocal'>,
  bestTime: BestTimeView | null,
): ComposerValues['when'] {
  if (when !== 'best' || bestTime === null || bestTime.ownCount > 0 || bestTime.hour !== null) return when;
  return sendAtLocal ? 'later' : 'now';
}

/**
 * Says exactly what the button does: "Send to 12,408 now", "Schedule for 12,408, Tue 09:00", "Schedule for 12,408,
 * Tue 09:00 their time", "Schedule for 12,408, every Mon and Thu 09:00", "Send to 12,408, each at their best hour", where
 * only the site has one "Send to 12,408, all at 19:00 their time".
 * @param bestTime null: not known yet, and no hour is promised
 * @param isAbout the count is an estimate: "Send to about 412,000 now"
 */
export function primaryLabel(
  given: ComposerValues,
  count: number | null,
  timeZone: string,
  bestTime: BestTimeView | null,
  isAbout = false,
): string {
  const values = { ...given, when: effectiveWhen(given, bestTime) };
  const say = (size: number) => `${isAbout ? 'about ' : ''}${new Intl.NumberFormat('en').format(size)}`;
  const number = count === null ? '' : say(count);
  const test = testText(values, count, say);
  if (test && values.when === 'now') return `Send A/B test ${test.first ? `to ${test.first} ` : ''}now${test.rest}`;
  if (values.when === 'best' && !values.sendAtLocal) {
    const whom = test ? `A/B test${test.first && ` to ${test.first}`}` : number && `to ${number}`;
    return whom ? `Send ${whom}, ${bestHours(bestTime)}` : `Send, ${bestHours(bestTime)}`;
  }
  if (values.when === 'now') return number ? `Send to ${number} now` : 'Send now';
  const start = startText(values, timeZone, bestTime);
  if (!start) return 'Schedule';
  if (test) return `Schedule A/B test ${test.first ? `for ${test.first}, ` : 'for '}${start}${test.rest}`;
  return number ? `Schedule for ${number}, ${start}` : `Schedule for ${start}`;
}

/** "2,000" get the variants, and ", the best to 8,000 later". */
function testText(
  { abTest }: ComposerValues,
  count: number | null,
  say: (size: number) => string,
): { first: string; rest: string } | null {
  if (abTest.variants.length < 2) return null;
  const counts = count === null ? null : abCounts(abTest, count);
  const isAll = abTest.mode === 'all';
  const rest = isAll ? '' : counts ? `, the best to ${say(counts.rest)} later` : ', the best to the rest later';
  return { first: counts ? say(counts.test) : '', rest };
}

/** Whose hour it is, without a promise while that is not known. */
function bestHours(bestTime: BestTimeView | null): string {
  if (bestTime === null) return 'all within a day';
  const { ownCount, hour } = bestTime;
  if (hour === null) return 'at best hours where known';
  return ownCount > 0 ? 'each at their best hour' : `all at ${clockHour(hour)} their time`;
}

function startText(values: ComposerValues, timeZone: string, bestTime: BestTimeView | null): string | null {
  const schedule = toSchedule(values, timeZone);
  if (schedule?.kind === 'recurring') return shortRule(schedule);
  if (schedule?.kind === 'best_time') {
    return schedule.startsAt ? `${bestHours(bestTime)} from ${shortTime(new Date(schedule.startsAt), timeZone)}` : null;
  }
  if (schedule) return `${shortTime(new Date(`${schedule.at}:00Z`), 'UTC')} their time`;
  const time = resolveZonedTime(values.sendAtLocal, timeZone);
  return values.when === 'later' && time.ok ? shortTime(time.at, timeZone) : null;
}

/** "Tue 09:00" within the week, "31 Jan 09:00" later. */
function shortTime(at: Date, timeZone: string): string {
  const isSoon = Math.abs(at.getTime() - Date.now()) < 6 * 86_400_000;
  const day = new Intl.DateTimeFormat(
    'en-GB',
    isSoon ? { weekday: 'short', timeZone } : { day: 'numeric', month: 'short', timeZone },
  );
  const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', timeZone });
  return `${day.format(at)} ${clock.format(at)}`;
}
