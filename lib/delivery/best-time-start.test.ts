import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toLocalInput } from '@/lib/contracts/zoned-time';
import { bestTimeStart, NO_HOUR } from './best-time-start';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const launch = new Date('2026-11-22T08:30:00Z');
const start = (timezone: string, hour: number, launchedAt = launch) =>
  bestTimeStart('Europe/Paris', timezone, hour, launchedAt).toISOString();

describe('bestTimeStart', () => {
  it('is the next time that the clock shows the hour, and at once within it', () => {
    expect(start('Asia/Tokyo', 19)).toBe('2026-11-22T10:00:00.000Z');
    expect(start('Asia/Tokyo', 17)).toBe(launch.toISOString());
    expect(start('Asia/Tokyo', 16)).toBe('2026-11-23T07:00:00.000Z');
    expect(start('America/Los_Angeles', 0)).toBe(launch.toISOString());
    expect(start('America/Los_Angeles', 1)).toBe('2026-11-22T09:00:00.000Z');
  });

  it('takes the fallback’s clock where the zone is unknown, and starts at once where no hour is known', () => {
    for (const unknown of ['', 'Mars/Base']) expect(start(unknown, 19)).toBe('2026-11-22T18:00:00.000Z');
    for (const timezone of ['', 'Asia/Tokyo']) expect(start(timezone, NO_HOUR)).toBe(launch.toISOString());
  });

  it('starts after a gap of the clocks, and at the first of two', () => {
    const spring = new Date('2027-03-27T22:00:00Z');
    expect(start('Europe/Berlin', 2, spring)).toBe('2027-03-28T01:00:00.000Z');
    const autumn = new Date('2027-10-30T22:00:00Z');
    expect(start('Europe/Berlin', 2, autumn)).toBe('2027-10-31T00:00:00.000Z');
    // In the second of the two: it is that hour.
    const second = new Date('2027-10-31T01:30:00Z');
    expect(start('Europe/Berlin', 2, second)).toBe(second.toISOString());
  });

  it('is within 26 hours the first instant of that hour, whatever the zone, the hour and the launch', () => {
    // Where clocks go back by two hours (Troll), an hour may come twice with another between: the first is meant.
    const zones = Intl.supportedValuesOf('timeZone').filter((zone) => zone !== 'Antarctica/Troll');
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.integer({ min: 0, max: 23 }),
        fc.integer({ min: Date.UTC(2026, 0) / MINUTE, max: Date.UTC(2030, 0) / MINUTE }),
        (timezone, hour, minute) => {
          const launchedAt = new Date(minute * MINUTE);
          const found = bestTimeStart('UTC', timezone, hour, launchedAt);
          const hourAt = (ms: number) => Number(toLocalInput(new Date(ms), timezone).slice(11, 13));
          expect(found.getTime() - launchedAt.getTime()).toBeGreaterThanOrEqual(0);
          expect(found.getTime() - launchedAt.getTime()).toBeLessThanOrEqual(26 * HOUR);
          if (hourAt(found.getTime()) !== hour) {
            // The clocks skip it: a minute before, it was not there yet, and now it is over.
            const target = `${toLocalInput(found, timezone).slice(0, 10)}T${String(hour).padStart(2, '0')}:00`;
            expect(toLocalInput(found, timezone) > target).toBe(true);
            expect(toLocalInput(new Date(found.getTime() - MINUTE), timezone) < target).toBe(true);
          }
          for (let ms = launchedAt.getTime(); ms < found.getTime(); ms += 15 * MINUTE)
            expect(hourAt(ms)).not.toBe(hour);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('is right at every change of the clocks of a year', () => {
    for (const timezone of [
      'Europe/Berlin',
      'America/New_York',
      'Australia/Lord_Howe',
      'Africa/Cairo',
      'America/Santiago',
    ]) {
      for (let day = Date.UTC(2027, 0); day < Date.UTC(2028, 0); day += 24 * HOUR) {
        const isChange =
          toLocalInput(new Date(day), timezone).slice(11) !==
          toLocalInput(new Date(day + 24 * HOUR), timezone).slice(11);
        if (!isChange) continue;
        for (let hour = 0; hour < 24; hour++) {
          const launchedAt = new Date(day);
          const found = bestTimeStart('UTC', timezone, hour, launchedAt);
          const local = toLocalInput(found, timezone);
          const before = toLocalInput(new Date(found.getTime() - MINUTE), timezone);
          const target = `${local.slice(0, 10)}T${String(hour).padStart(2, '0')}:00`;
          const isInHour = Number(local.slice(11, 13)) === hour;
          expect([timezone, hour, isInHour || (local > target && before < target)]).toEqual([timezone, hour, true]);
          expect(found >= launchedAt).toBe(true);
        }
      }
    }
  });
});
