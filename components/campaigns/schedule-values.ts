import { MAX_OCCURRENCES, WEEKDAYS } from '@/lib/contracts/limits';
import type { CampaignSchedule, PassedPolicy, Weekday } from '@/lib/contracts/schedules';
import { resolveZonedTime, toLocalInput } from '@/lib/contracts/zoned-time';

/** What the inputs of "When" hold: text as typed. Those of the kinds not chosen keep theirs. */
export interface ScheduleValues {
  when: 'now' | 'later' | 'local' | 'best' | 'recurring';
  /** `2027-03-28T09:00` in the viewer's zone: when it goes, or from when on each one's best hour counts (empty: at once). */
  sendAtLocal: string;
  /** The same on each subscriber's own clock. */
  localAt: string;
  /** Empty: the viewer's. */
  fallbackZone: string;
  whenPassed: PassedPolicy;
  repeat: 'day' | 'week' | 'month';
  weekdays: Weekday[];
  /** "1" to "31", or "last". */
  monthDay: string;
  repeatTime: string;
  /** Empty: the viewer's. */
  repeatZone: string;
  startsOn: string;
  ends: 'never' | 'until' | 'count';
  until: string;
  repeatCount: string;
}

export const EMPTY_SCHEDULE: ScheduleValues = {
  when: 'now',
  sendAtLocal: '',
  localAt: '',
  fallbackZone: '',
  whenPassed: 'next_day',
  repeat: 'week',
  weekdays: ['mon'],
  monthDay: '1',
  repeatTime: '09:00',
  repeatZone: '',
  startsOn: '',
  ends: 'never',
  until: '',
  repeatCount: '10',
};

/** The inputs of a stored campaign. */
export function scheduleValues(
  { sendAt, schedule }: { sendAt: string | null; schedule: CampaignSchedule | null },
  timeZone: string,
): ScheduleValues {
  if (schedule?.kind === 'local_time') {
    const { at, fallbackTimezone, whenPassed } = schedule;
    return { ...EMPTY_SCHEDULE, when: 'local', localAt: at, fallbackZone: fallbackTimezone, whenPassed };
  }
  if (schedule?.kind === 'best_time') {
    const { startsAt, fallbackTimezone } = schedule;
    const sendAtLocal = startsAt ? toLocalInput(new Date(startsAt), timeZone) : '';
    return { ...EMPTY_SCHEDULE, when: 'best', sendAtLocal, fallbackZone: fallbackTimezone };
  }
  if (schedule?.kind === 'recurring') {
    const { rule, time, timezone, startsOn, until, count } = schedule;
    return {
      ...EMPTY_SCHEDULE,
      when: 'recurring',
      repeat: rule.every,
      ...(rule.every === 'week' && { weekdays: rule.weekdays }),
      ...(rule.every === 'month' && { monthDay: String(rule.day) }),
      repeatTime: time,
      repeatZone: timezone,
      startsOn: startsOn ?? '',
      ends: until ? 'until' : count ? 'count' : 'never',
      until: until ?? '',
      repeatCount: count ? String(count) : EMPTY_SCHEDULE.repeatCount,
    };
  }
  if (!sendAt) return EMPTY_SCHEDULE;
  return { ...EMPTY_SCHEDULE, when: 'later', sendAtLocal: toLocalInput(new Date(sendAt), timeZone) };
}

/** The instant that `sendAtLocal` holds of a stored campaign. */
export function storedStart({ sendAt, schedule }: Parameters<typeof scheduleValues>[0]): string | null {
  if (schedule?.kind === 'recurring') return null;
  return schedule?.kind === 'best_time' ? (schedule.startsAt ?? null) : sendAt;
}

/** The schedule that the inputs name; null for "now" and "at a time", and while something is missing or wrong. */
export function toSchedule(values: ScheduleValues, timeZone: string): CampaignSchedule | null {
  if (values.when === 'local') {
    if (!isLocalTime(values.localAt)) return null;
    const fallbackTimezone = values.fallbackZone || timeZone;
    return { kind: 'local_time', at: values.localAt, fallbackTimezone, whenPassed: values.whenPassed };
  }
  if (values.when === 'best') return toBestTime(values, timeZone);
  if (values.when !== 'recurring' || missingOf(values).length > 0) return null;
  return {
    kind: 'recurring',
    rule: ruleOf(values),
    time: values.repeatTime,
    timezone: values.repeatZone || timeZone,
    ...(values.startsOn && { startsOn: values.startsOn }),
    ...(values.ends === 'until' && { until: values.until }),
    ...(values.ends === 'count' && { count: Number(values.repeatCount) }),
  };
}

function toBestTime({ sendAtLocal, fallbackZone }: ScheduleValues, timeZone: string): CampaignSchedule | null {
  const start = { kind: 'best_time', fallbackTimezone: fallbackZone || timeZone } as const;
  if (sendAtLocal === '') return start;
  const time = resolveZonedTime(sendAtLocal, timeZone);
  return time.ok ? { ...start, startsAt: time.at.toISOString() } : null;
}

function ruleOf({ repeat, weekdays, monthDay }: ScheduleValues) {
  if (repeat === 'day') return { every: 'day' as const };
  if (repeat === 'week') return { every: 'week' as const, weekdays: WEEKDAYS.filter((day) => weekdays.includes(day)) };
  return { every: 'month' as const, day: monthDay === 'last' ? ('last' as const) : Number(monthDay) };
}

export interface FieldProblem {
  path: keyof ScheduleValues | 'sendAt';
  message: string;
}

/** What a rule of the calendar still needs. */
export function missingOf(values: ScheduleValues): FieldProblem[] {
  const { repeat, weekdays, repeatTime, startsOn, ends, until, repeatCount } = values;
  const problems: FieldProblem[] = [];
  if (repeat === 'week' && weekdays.length === 0)
    problems.push({ path: 'weekdays', message: 'needs at least one day' });
  if (!/^([01]\d|2[0-3]):[0-5]\d$/.test(repeatTime))
    problems.push({ path: 'repeatTime', message: 'is not chosen yet' });
  if (ends === 'until') {
    if (!until) problems.push({ path: 'until', message: 'is not chosen yet' });
    else if (startsOn && until < startsOn) problems.push({ path: 'until', message: 'lies before the first day' });
  }
  if (ends === 'count' && !isCount(repeatCount)) {
    problems.push({ path: 'repeatCount', message: 'must be a whole number from 1 to 1,000' });
  }
  return problems;
}

function isCount(text: string): boolean {
  return /^\d{1,4}$/.test(text.trim()) && Number(text) >= 1 && Number(text) <= MAX_OCCURRENCES;
}

/** `2027-03-28T09:00`, whatever the zone. */
export function isLocalTime(local: string): boolean {
  return resolveZonedTime(local, 'UTC').ok;
}
