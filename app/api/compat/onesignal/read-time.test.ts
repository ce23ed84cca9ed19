import { expect, it } from 'vitest';
import { worldSpan } from '@/lib/contracts/zoned-time';
import { AppError } from '@/lib/platform/errors';
import { readLocalTime } from './read-time';

const NEXT_YEAR = `${new Date().getUTCFullYear() + 1}-06-15`;

it.each([
  ['9:00AM', '09:00'],
  ['12:00am', '00:00'],
  ['12:30 PM', '12:30'],
  ['21:45', '21:45'],
  ['9:45:30', '09:45'],
  ['0:05', '00:05'],
])('reads the time of day %s', (given, time) => {
  expect(readLocalTime(given, `${NEXT_YEAR} 08:00:00 GMT-0700`)).toEqual({
    kind: 'local_time',
    at: `${NEXT_YEAR}T${time}`,
    fallbackTimezone: 'UTC',
    whenPassed: 'next_day',
  });
});

it.each(['24:00', '9:60', '0:00AM', '13:00PM', 'nine', '9', ''])('refuses %s', (given) => {
  expect(() => readLocalTime(given, undefined)).toThrow(AppError);
});

it('takes the clock of send_after as it is written, where no time is given', () => {
  expect(readLocalTime(undefined, `${NEXT_YEAR}T08:15:00+09:00`).at).toBe(`${NEXT_YEAR}T08:15`);
});

it.each(['0:00', '12:00', '23:59'])('never names a time that everyone has behind them: %s', (given) => {
  for (const sendAfter of [undefined, '2020-01-01T00:00:00Z']) {
    expect(worldSpan(readLocalTime(given, sendAfter).at).lastAt.getTime()).toBeGreaterThan(Date.now());
  }
});
