import type { RecurringSchedule, Weekday } from './schedules';
import { firstInstantAt, toLocalInput } from './zoned-time';

const DAY_MS = 86_400_000;
/** From one date to the next at most: a 31st, over a short month. */
const MAX_GAP_DAYS = 62;
/** By `Date.getUTCDay()`. */
const WEEKDAY_NAMES: readonly Weekday[] = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

/** What the dates are made from; the checks of RecurringSchedule are taken as done. */
export type Recurrence = Pick<RecurringSchedule, 'rule' | 'time' | 'timezone' | 'startsOn' | 'until' | 'count'>;

/**
 * The next dates of a recurring campaign, as instants. A time that the clocks skip is the end of the gap, one that they
 * repeat the first of the two.
 * @param after those after this instant only
 * @param pastCount dates that count already, for `count`
 * @throws RangeError for a zone or a time that is none
 */
export function nextOccurrences(schedule: Recurrence, after: Date, limit: number, pastCount = 0): Date[] {
  const { rule, time, timezone, startsOn, until, count } = schedule;
  const wantedCount = Math.min(limit, count === undefined ? limit : count - pastCount);
  const today = toLocalInput(after, timezone).slice(0, 10);
  const first = startsOn && startsOn > today ? startsOn : today;
  const found: Date[] = [];
  // From the day before: a time in a gap may belong to the next day.
  let day = Date.parse(first) - (first === today ? DAY_MS : 0);
  for (const last = day + (wantedCount + 1) * MAX_GAP_DAYS * DAY_MS; day <= last; day += DAY_MS) {
    const date = new Date(day).toISOString().slice(0, 10);
    if (found.length >= wantedCount || (until && date > until)) break;
    if ((startsOn && date < startsOn) || !isOnDay(rule, day)) continue;
    const at = firstInstantAt(`${date}T${time}`, timezone);
    if (at > after && at.getTime() !== found.at(-1)?.getTime()) found.push(at);
  }
  return found;
}

function isOnDay(rule: Recurrence['rule'], day: number): boolean {
  const at = new Date(day);
  switch (rule.every) {
    case 'day':
      return true;
    case 'week':
      return rule.weekdays.some((weekday) => weekday === WEEKDAY_NAMES[at.getUTCDay()]);
    case 'month':
      // The day after the last of a month is a first.
      return rule.day === 'last' ? new Date(day + DAY_MS).getUTCDate() === 1 : at.getUTCDate() === rule.day;
  }
}
