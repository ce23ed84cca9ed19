import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pool } from '@/lib/platform/db';
import { WEEKDAYS } from './limits';
import { nextOccurrences } from './recurrence';
import { RecurringSchedule } from './schedules';

const iso = (dates: Date[]) => dates.map((date) => date.toISOString());
const base = { time: '09:00', timezone: 'Europe/Paris' };

describe('nextOccurrences', () => {
  it('follows the clock over a change of it', () => {
    const after = new Date('2027-03-26T12:00:00Z');
    expect(iso(nextOccurrences({ ...base, rule: { every: 'day' } }, after, 3))).toEqual([
      '2027-03-27T08:00:00.000Z',
      '2027-03-28T07:00:00.000Z',
      '2027-03-29T07:00:00.000Z',
    ]);
    // Half past two does not exist on the 28th, and exists twice on 31 October.
    const night = { ...base, time: '02:30', rule: { every: 'day' as const } };
    expect(iso(nextOccurrences(night, after, 2))).toEqual(['2027-03-27T01:30:00.000Z', '2027-03-28T01:00:00.000Z']);
    expect(iso(nextOccurrences(night, new Date('2027-10-30T12:00:00Z'), 2))).toEqual([
      '2027-10-31T00:30:00.000Z',
      '2027-11-01T01:30:00.000Z',
    ]);
  });

  it('passes over months without the day, and knows the last of each', () => {
    const after = new Date('2028-01-15T12:00:00Z');
    const utc = { time: '09:00', timezone: 'UTC' };
    const days = (rule: RecurringSchedule['rule']) =>
      nextOccurrences({ ...utc, rule }, after, 5).map((at) => at.toISOString().slice(0, 10));
    expect(days({ every: 'month', day: 31 })).toEqual([
      '2028-01-31',
      '2028-03-31',
      '2028-05-31',
      '2028-07-31',
      '2028-08-31',
    ]);
    expect(days({ every: 'month', day: 'last' })).toEqual([
      '2028-01-31',
      '2028-02-29',
      '2028-03-31',
      '2028-04-30',
      '2028-05-31',
    ]);
  });

  it('begins, ends by date and ends by count', () => {
    const after = new Date('2027-01-01T00:00:00Z');
    const rule = { every: 'week' as const, weekdays: ['mon' as const] };
    const starting = { ...base, rule, startsOn: '2027-01-11' };
    expect(iso(nextOccurrences(starting, after, 1))).toEqual(['2027-01-11T08:00:00.000Z']);
    expect(nextOccurrences({ ...starting, until: '2027-01-18' }, after, 5)).toHaveLength(2);
    expect(nextOccurrences({ ...starting, count: 4 }, after, 9, 1)).toHaveLength(3);
    expect(nextOccurrences({ ...starting, count: 4 }, after, 9, 4)).toEqual([]);
  });

  it("are the days of Postgres' calendar", async () => {
    const rules = fc.oneof(
      fc.constant({ every: 'day' as const }),
      fc.record({
        every: fc.constant('week' as const),
        weekdays: fc.subarray([...WEEKDAYS], { minLength: 1 }),
      }),
      fc.record({
        every: fc.constant('month' as const),
        day: fc.oneof(fc.integer({ min: 1, max: 31 }), fc.constant('last' as const)),
      }),
    );
    const cases = fc.record({
      rule: rules,
      timezone: fc.constantFrom('Europe/Paris', 'America/New_York', 'Pacific/Kiritimati', 'Pacific/Pago_Pago'),
      // No clock is changed at noon.
      time: fc.constantFrom('12:00', '12:37'),
      minute: fc.integer({ min: Date.UTC(2015, 0) / 60_000, max: Date.UTC(2023, 0) / 60_000 }),
    });
    const property = fc.asyncProperty(cases, async ({ minute, ...schedule }) => {
      const after = new Date(minute * 60_000);
      const { rule } = schedule;
      const { rows } = await pool.query<{ at: Date }>(
        `SELECT (d + $2::time) AT TIME ZONE $3 AS at FROM generate_series($1::timestamptz::date - interval '2 days',
           $1::timestamptz::date + interval '400 days', interval '1 day') d
         WHERE (d + $2::time) AT TIME ZONE $3 > $1::timestamptz
           AND CASE $4 WHEN 'day' THEN true WHEN 'week' THEN extract(isodow FROM d) = ANY($5::int[])
             ELSE CASE WHEN $6::int IS NULL THEN date_trunc('month', d) + interval '1 month - 1 day' = d
               ELSE extract(day FROM d) = $6::int END END
         ORDER BY 1 LIMIT 5`,
        [
          after.toISOString(),
          schedule.time,
          schedule.timezone,
          rule.every,
          rule.every === 'week' ? rule.weekdays.map((day) => WEEKDAYS.indexOf(day) + 1) : [],
          rule.every === 'month' && rule.day !== 'last' ? rule.day : null,
        ],
      );
      expect(nextOccurrences(schedule, after, 5)).toEqual(rows.map((row) => row.at));
    });
    await fc.assert(property, { numRuns: 300 });
  }, 60_000);
});

describe('RecurringSchedule', () => {
  it('names what is wrong', () => {
    const problems = (value: unknown) =>
      RecurringSchedule.safeParse(value).error?.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`);
    const good = { kind: 'recurring', rule: { every: 'week', weekdays: ['fri', 'mon', 'fri'] }, ...base };
    expect(RecurringSchedule.parse(good)).toMatchObject({ rule: { weekdays: ['mon', 'fri'] } });
    expect(problems({ ...good, rule: { every: 'week', weekdays: [] } })).toEqual([
      'rule.weekdays needs at least one day',
    ]);
    expect(problems({ ...good, time: '24:00' })).toEqual(['time must be a time such as 09:00']);
    expect(problems({ ...good, until: '2027-02-30' })).toEqual(['until is not a day of the calendar']);
    expect(problems({ ...good, until: '2027-03-01', count: 3 })).toEqual(['until cannot be given together with count']);
    expect(problems({ ...good, startsOn: '2027-03-02', until: '2027-03-01' })).toEqual([
      'until lies before the first day',
    ]);
    expect(problems({ ...good, timezone: 'Mars/Base' })).toEqual([
      'timezone must be an IANA time zone such as Europe/Berlin',
    ]);
  });
});
