import { WEEKDAYS } from '@/lib/contracts/limits';
import type { CampaignSchedule, Weekday } from '@/lib/contracts/schedules';

export const WEEKDAY_NAMES: Record<Weekday, string> = {
  mon: 'Monday',
  tue: 'Tuesday',
  wed: 'Wednesday',
  thu: 'Thursday',
  fri: 'Friday',
  sat: 'Saturday',
  sun: 'Sunday',
};

/** "Europe/Isle_of_Man" → "Europe/Isle of Man". */
export function zoneName(timezone: string): string {
  return timezone.replaceAll('_', ' ');
}

/** A schedule in a sentence without its end: "Every Monday and Thursday at 09:00, Europe/Paris, until 30 Jun 2027". */
export function describeSchedule(schedule: CampaignSchedule): string {
  if (schedule.kind === 'local_time') return `${localTimeText(schedule.at)} in each subscriber’s time zone`;
  if (schedule.kind === 'best_time') return 'At each person’s best hour, within a day of the start';
  const { rule, time, timezone, until, count } = schedule;
  const end = until ? `, until ${formatDay(until)}` : count ? `, ${count === 1 ? 'once' : `${count} times`}` : '';
  return `${describeRule(rule)} at ${time}, ${zoneName(timezone)}${end}`;
}

/** The same where there is little room: "every Mon and Thu 09:00". */
export function shortRule(schedule: Extract<CampaignSchedule, { kind: 'recurring' }>): string {
  const { rule, time } = schedule;
  const days = rule.every === 'week' && rule.weekdays.length < 7 ? rule.weekdays : null;
  const text = days ? `every ${joined(days.map((day) => WEEKDAY_NAMES[day].slice(0, 3)))}` : describeRule(rule);
  return `${text.charAt(0).toLowerCase()}${text.slice(1)} ${time}`;
}

/** A date of a series on the clock of its rule: "Tue 24 Nov, 09:00". */
export function seriesDate(at: string | Date, timezone: string): string {
  return new Intl.DateTimeFormat('en-GB', {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    timeZone: timezone,
  }).format(new Date(at));
}

type Rule = Extract<CampaignSchedule, { kind: 'recurring' }>['rule'];

function describeRule(rule: Rule): string {
  switch (rule.every) {
    case 'day':
      return 'Every day';
    case 'week': {
      const days = WEEKDAYS.filter((day) => rule.weekdays.includes(day));
      return days.length === 7 ? 'Every day' : `Every ${joined(days.map((day) => WEEKDAY_NAMES[day]))}`;
    }
    case 'month':
      return rule.day === 'last' ? 'On the last day of each month' : `On the ${ordinal(rule.day)} of each month`;
  }
}

function joined(words: string[]): string {
  return new Intl.ListFormat('en-GB', { type: 'conjunction' }).format(words);
}

const plural = new Intl.PluralRules('en', { type: 'ordinal' });
const SUFFIXES: Record<string, string> = { one: 'st', two: 'nd', few: 'rd', other: 'th' };

/** 31 → "31st". */
export function ordinal(day: number): string {
  return `${day}${SUFFIXES[plural.select(day)]}`;
}

/** "2027-01-31T09:00" → "31 Jan 2027, 09:00"; a time of the clock, of no zone. */
export function localTimeText(local: string): string {
  const at = new Date(`${local}:00Z`);
  return new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short', timeZone: 'UTC' }).format(at);
}

function formatDay(date: string): string {
  return new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeZone: 'UTC' }).format(
    new Date(`${date}T00:00:00Z`),
  );
}
