import { expect, it } from 'vitest';
import type { CampaignSchedule } from '@/lib/contracts/schedules';
import { EMPTY_VALUES } from './composer-values';
import { scheduleValues } from './schedule-values';
import { isEditableSeries, seriesWords } from './series-words';

const schedule: CampaignSchedule = {
  kind: 'recurring',
  rule: { every: 'week', weekdays: ['mon', 'thu'] },
  time: '09:00',
  timezone: 'Europe/Paris',
};
// A Friday; the next date is put off to a Thursday, as after a pause.
const now = new Date('2026-11-20T12:00:00Z');
const stored = { schedule, nextAt: '2026-11-26T08:00:00.000Z' };
const valuesOf = (given: CampaignSchedule) => ({
  ...EMPTY_VALUES,
  title: 'Good morning',
  ...scheduleValues({ sendAt: null, schedule: given }, 'America/New_York'),
});
const labelOf = (given: CampaignSchedule, pastCount = 4) =>
  seriesWords(valuesOf(given), stored, pastCount, 'America/New_York', now).label;

it('says from which date on a change holds, on the clock of the rule', () => {
  expect(labelOf(schedule)).toBe('Save from Thu 26 Nov, 09:00 on');
  expect(seriesWords(valuesOf(schedule), stored, 4, 'UTC', now).consequence).toBe(
    'It holds from Thu 26 Nov, 09:00 on. Dates that have gone out keep what they said.',
  );
});

it('speaks of the first date, and of none that has gone out, before it has begun', () => {
  const { label, consequence } = seriesWords(valuesOf(schedule), stored, 0, 'UTC', now);
  expect(label).toBe('Save from Thu 26 Nov, 09:00 on');
  expect(consequence).toBe('It holds from its first date on, Thu 26 Nov, 09:00.');
});

it('lets a series be changed where it stands until it has ended', () => {
  const statuses = ['draft', 'scheduled', 'running', 'paused', 'done', 'cancelled'] as const;
  const editable = (nextAt: string | null) =>
    statuses.filter((status) => isEditableSeries({ schedule, status, nextAt }));
  expect(editable(stored.nextAt)).toEqual(['scheduled', 'running', 'paused']);
  expect(editable(null)).toEqual([]);
  const once = { schedule: null, status: 'scheduled' as const, nextAt: stored.nextAt };
  expect(isEditableSeries(once)).toBe(false);
});

it('goes by the rule that is written, and by its number of times', () => {
  expect(labelOf({ ...schedule, rule: { every: 'day' }, time: '18:30' })).toBe('Save from Fri 20 Nov, 18:30 on');
  expect(labelOf({ ...schedule, count: 5 })).toBe('Save from Mon 23 Nov, 09:00 on');
  expect(labelOf({ ...schedule, count: 4 })).toBe('Save');
});

it('names no date that has passed', () => {
  const late = { ...stored, nextAt: '2026-11-19T08:00:00.000Z' };
  expect(seriesWords(valuesOf(schedule), late, 4, 'UTC', now).label).toBe('Save from Mon 23 Nov, 09:00 on');
});
