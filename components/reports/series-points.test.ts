import { describe, expect, it } from 'vitest';
import { changesClocks, fillSeries } from './series-points';

const HOUR_MS = 3_600_000;
const at = (text: string) => Date.parse(text);

describe('a series of a report', () => {
  it('has the intervals in which nothing happened', () => {
    const point = (hour: number) => ({
      at: new Date(at('2026-10-25T00:00:00Z') + hour * HOUR_MS).toISOString(),
      accepted: 1,
      shown: 0,
      clicked: 0,
    });
    expect(fillSeries([point(0), point(3)], 3_600).map(({ accepted }) => accepted)).toEqual([1, 0, 0, 1]);
  });

  it('tells two hours of one name apart when the clocks were changed', () => {
    const points = [{ atMs: at('2026-10-24T22:00:00Z') }, { atMs: at('2026-10-25T03:00:00Z') }];
    expect(changesClocks(points, 'Europe/Berlin')).toBe(true);
    expect(changesClocks(points, 'UTC')).toBe(false);
    expect(changesClocks([], 'Europe/Berlin')).toBe(false);
  });
});
