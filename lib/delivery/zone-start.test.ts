import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LocalTimeSchedule } from '@/lib/contracts/schedules';
import { firstInstantAt, worldSpan } from '@/lib/contracts/zoned-time';
import { zoneStart } from './zone-start';

const HOUR = 3_600_000;
const schedule = (whenPassed: LocalTimeSchedule['whenPassed']): LocalTimeSchedule => ({
  kind: 'local_time',
  at: '2026-11-22T09:00',
  fallbackTimezone: 'Europe/Paris',
  whenPassed,
});
const launch = new Date('2026-11-22T08:30:00Z');

describe('zoneStart', () => {
  it("is the zone's own time, and the fallback's where the zone is unknown", () => {
    expect(zoneStart(schedule('skip'), 'America/New_York', launch)).toEqual(new Date('2026-11-22T14:00:00Z'));
    const early = new Date('2026-11-21T00:00:00Z');
    for (const unknown of ['', 'Mars/Base']) {
      expect(zoneStart(schedule('skip'), unknown, early)).toEqual(new Date('2026-11-22T08:00:00Z'));
    }
  });

  it('sends at once what is late by an hour at most, and obeys the choice beyond', () => {
    for (const choice of ['next_day', 'now', 'skip'] as const) {
      expect(zoneStart(schedule(choice), 'Europe/Paris', launch)).toEqual(launch);
    }
    expect(zoneStart(schedule('now'), 'Asia/Tokyo', launch)).toEqual(launch);
    expect(zoneStart(schedule('skip'), 'Asia/Tokyo', launch)).toBeNull();
    expect(zoneStart(schedule('next_day'), 'Asia/Tokyo', launch)).toEqual(new Date('2026-11-23T00:00:00Z'));
  });

  it('lies between the launch and the end of the span, whatever the zone, the time and the delay', () => {
    const zones = Intl.supportedValuesOf('timeZone');
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.integer({ min: Date.UTC(2026, 0) / 60_000, max: Date.UTC(2030, 0) / 60_000 }),
        fc.integer({ min: -20 * 60, max: 40 * 60 }),
        fc.constantFrom('next_day' as const, 'now' as const, 'skip' as const),
        (timezone, minute, launchedAfterMinutes, whenPassed) => {
          const at = new Date(minute * 60_000).toISOString().slice(0, 16);
          const span = worldSpan(at);
          const launchedAt = new Date(span.firstAt.getTime() + launchedAfterMinutes * 60_000);
          const start = zoneStart({ ...schedule(whenPassed), at }, timezone, launchedAt);
          const own = firstInstantAt(at, timezone);
          expect(own >= span.firstAt && own <= span.lastAt).toBe(true);
          if (own >= launchedAt) {
            expect(start).toEqual(own);
            return;
          }
          if (start === null) {
            expect([whenPassed, launchedAt.getTime() - own.getTime() > HOUR]).toEqual(['skip', true]);
            return;
          }
          expect(start >= launchedAt).toBe(true);
          // A day of the calendar has 23 to 25 hours.
          expect(start.getTime()).toBeLessThanOrEqual(Math.max(launchedAt.getTime(), own.getTime() + 25 * HOUR));
        },
      ),
      { numRuns: 500 },
    );
  });
});
