import { describe, expect, it } from 'vitest';
import { type BestTimeView, CampaignSchedule } from '@/lib/contracts/schedules';
import { bestTimeText } from './best-time-text';
import { EMPTY_VALUES } from './composer-values';
import { effectiveWhen, primaryLabel } from './primary-label';
import { scheduleProblems } from './schedule-problems';
import { describeSchedule, ordinal, shortRule } from './schedule-text';
import { EMPTY_SCHEDULE, type ScheduleValues, scheduleValues, toSchedule } from './schedule-values';

const now = new Date('2027-03-01T12:00:00Z');
const zone = 'Europe/Paris';
const local: ScheduleValues = { ...EMPTY_SCHEDULE, when: 'local', localAt: '2027-03-05T09:00' };
const best: ScheduleValues = { ...EMPTY_SCHEDULE, when: 'best' };
const weekly: ScheduleValues = { ...EMPTY_SCHEDULE, when: 'recurring', weekdays: ['thu', 'mon'] };

describe('toSchedule', () => {
  it('gives what the contract takes, and comes back from it as it was', () => {
    const cases: ScheduleValues[] = [
      local,
      { ...local, fallbackZone: 'Asia/Tokyo', whenPassed: 'skip' },
      best,
      { ...best, sendAtLocal: '2027-03-05T09:00', fallbackZone: 'Asia/Tokyo' },
      weekly,
      { ...weekly, repeat: 'day', ends: 'count', repeatCount: '12' },
      { ...weekly, repeat: 'month', monthDay: 'last', startsOn: '2027-04-01', ends: 'until', until: '2027-12-31' },
      { ...weekly, repeat: 'month', monthDay: '31', repeatZone: 'UTC' },
    ];
    for (const values of cases) {
      const schedule = toSchedule(values, zone);
      expect(CampaignSchedule.parse(schedule)).toEqual(schedule);
      expect(toSchedule(scheduleValues({ sendAt: null, schedule }, 'UTC'), 'UTC')).toEqual(schedule);
    }
  });

  it('is null for now and at a time, and while something is missing', () => {
    for (const values of [
      EMPTY_SCHEDULE,
      { ...EMPTY_SCHEDULE, when: 'later' as const, sendAtLocal: '2027-03-05T09:00' },
      { ...local, localAt: '' },
      { ...best, sendAtLocal: '2027-03-28T02:30' },
      { ...weekly, weekdays: [] },
      { ...weekly, repeatTime: '' },
      { ...weekly, ends: 'until' as const },
    ])
      expect(toSchedule(values, zone)).toBeNull();
  });
});

describe('scheduleProblems', () => {
  const problems = (values: ScheduleValues) =>
    scheduleProblems(values, zone, now).map(({ path, message }) => `${path} ${message}`);

  it('lets a whole rule go', () => {
    for (const values of [EMPTY_SCHEDULE, local, best, weekly]) expect(problems(values)).toEqual([]);
    // The time has passed here, but not everywhere.
    expect(problems({ ...local, localAt: '2027-03-01T09:00' })).toEqual([]);
  });

  it('names the field and the remedy', () => {
    expect(problems({ ...local, localAt: '' })).toEqual(['localAt is not chosen yet']);
    expect(problems({ ...local, localAt: '2027-02-27T09:00' })).toEqual([
      'localAt has passed in every time zone; choose a later one',
    ]);
    expect(problems({ ...local, localAt: '2029-02-27T09:00' })).toEqual(['localAt may be at most a year ahead']);
    expect(problems({ ...best, sendAtLocal: '2027-02-27T09:00' })).toEqual(['sendAt is in the past']);
    expect(problems({ ...weekly, weekdays: [] })).toEqual(['weekdays needs at least one day']);
    expect(problems({ ...weekly, ends: 'count', repeatCount: '1.5' })).toEqual([
      'repeatCount must be a whole number from 1 to 1,000',
    ]);
    expect(problems({ ...weekly, ends: 'until', until: '2027-02-28' })).toEqual([
      'until leaves no date that lies ahead; choose a later one',
    ]);
    expect(problems({ ...weekly, startsOn: '2027-05-01', ends: 'until', until: '2027-04-30' })).toEqual([
      'until lies before the first day',
    ]);
  });
});

describe('what the button and the pages say', () => {
  it('names what will happen, to how many and when', () => {
    const known = { hour: 19, ownCount: 4_120, seenCount: 7_000 };
    const say = (values: ScheduleValues) => primaryLabel({ ...EMPTY_VALUES, ...values }, 12_408, zone, known);
    expect(say(EMPTY_SCHEDULE)).toBe('Send to 12,408 now');
    expect(say({ ...EMPTY_SCHEDULE, when: 'later', sendAtLocal: '2045-01-31T09:00' })).toBe(
      'Schedule for 12,408, 31 Jan 09:00',
    );
    expect(say({ ...local, localAt: '2045-01-31T09:00' })).toBe('Schedule for 12,408, 31 Jan 09:00 their time');
    expect(say(best)).toBe('Send to 12,408, each at their best hour');
    expect(say({ ...best, sendAtLocal: '2045-01-31T09:00' })).toBe(
      'Schedule for 12,408, each at their best hour from 31 Jan 09:00',
    );
    expect(say({ ...best, sendAtLocal: '2027-03-28T02:30' })).toBe('Schedule');
    expect(say(weekly)).toBe('Schedule for 12,408, every Mon and Thu 09:00');
    expect(say({ ...weekly, weekdays: [] })).toBe('Schedule');
  });

  it('says that a number is an estimate', () => {
    const say = (values: ScheduleValues) =>
      primaryLabel({ ...EMPTY_VALUES, ...values }, 412_000, zone, { hour: 19, ownCount: 1, seenCount: 9 }, true);
    expect(say(EMPTY_SCHEDULE)).toBe('Send to about 412,000 now');
    expect(say(best)).toBe('Send to about 412,000, each at their best hour');
    expect(say(weekly)).toBe('Schedule for about 412,000, every Mon and Thu 09:00');
  });

  it('promises no best hour where there is none', () => {
    const started = { ...best, sendAtLocal: '2045-01-31T09:00' };
    const say = (values: ScheduleValues, known: BestTimeView | null, count: number | null = 12_408) =>
      primaryLabel({ ...EMPTY_VALUES, ...values }, count, zone, known);
    const nobody = { hour: null, ownCount: 0, seenCount: 3 };
    expect([say(best, nobody), say(best, nobody, null)]).toEqual(['Send to 12,408 now', 'Send now']);
    expect(say(started, nobody)).toBe('Schedule for 12,408, 31 Jan 09:00');
    const siteOnly = { hour: 9, ownCount: 0, seenCount: 25 };
    expect(say(best, siteOnly)).toBe('Send to 12,408, all at 09:00 their time');
    expect(say(started, siteOnly)).toBe('Schedule for 12,408, all at 09:00 their time from 31 Jan 09:00');
    expect(say(best, { hour: null, ownCount: 1, seenCount: 1 })).toBe('Send to 12,408, at best hours where known');
    // Until it is known, or when it could not be asked.
    expect([say(best, null), say(best, null, null)]).toEqual([
      'Send to 12,408, all within a day',
      'Send, all within a day',
    ]);
    expect(say(local, nobody)).toBe(say(local, null));
    expect(effectiveWhen(best, nobody)).toBe('now');
    expect(effectiveWhen(started, nobody)).toBe('later');
    for (const some of [siteOnly, null]) expect(effectiveWhen(best, some)).toBe('best');
  });

  it('says a rule as a person would', () => {
    const text = (values: ScheduleValues) => {
      const schedule = toSchedule(values, zone);
      return schedule && describeSchedule(schedule);
    };
    expect(text(weekly)).toBe('Every Monday and Thursday at 09:00, Europe/Paris');
    expect(text({ ...weekly, repeat: 'month', monthDay: '22', ends: 'count', repeatCount: '3' })).toBe(
      'On the 22nd of each month at 09:00, Europe/Paris, 3 times',
    );
    expect(text({ ...weekly, repeat: 'month', monthDay: 'last', ends: 'until', until: '2027-06-30' })).toBe(
      'On the last day of each month at 09:00, Europe/Paris, until 30 Jun 2027',
    );
    expect(text(local)).toMatch(/^5 Mar 2027.* 09:00 in each subscriber’s time zone$/);
    expect(text(best)).toBe('At each person’s best hour, within a day of the start');
    const daily = toSchedule({ ...weekly, repeat: 'day' }, zone);
    expect(daily?.kind === 'recurring' && shortRule(daily)).toBe('every day 09:00');
    expect([1, 2, 3, 11, 21, 31].map(ordinal)).toEqual(['1st', '2nd', '3rd', '11th', '21st', '31st']);
  });

  it('says what is known of best hours, and what happens to those who have none', () => {
    expect(bestTimeText({ hour: 19, ownCount: 4_120, seenCount: 7_000 }, null)).toBe(
      'Everyone gets it once, within a day. 4,120 people of this site have a best hour of their own; the others get it at 19:00 on their own clock, when most people here are active.',
    );
    expect(bestTimeText({ hour: null, ownCount: 1, seenCount: 1 }, '5 Mar 2027, 09:00')).toBe(
      'Everyone gets it once, within a day from 5 Mar 2027, 09:00. 1 person of this site has a best hour of their own; the others get it at the start, because too few have reacted to messages so far to say when.',
    );
    expect(bestTimeText({ hour: null, ownCount: 0, seenCount: 0 }, null)).toBe(
      'Everyone gets it once, within a day. Nobody of this site has a best hour of their own yet; everyone gets it at once, because too few have reacted to messages so far to say when.',
    );
  });
});
