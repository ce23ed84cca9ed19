import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  bestHour,
  CLICK_WEIGHT,
  MIN_SITE_SUBSCRIBERS,
  type Observation,
  ownHour,
  SIGN_WEIGHT,
  siteHour,
} from './best-hour';

const at = (hour: number, weight = CLICK_WEIGHT, atMs = hour): Observation => ({ hour, weight, atMs });
const weights = (byHour: Record<number, number>) => Array.from({ length: 24 }, (_, hour) => byHour[hour] ?? 0);

describe('bestHour', () => {
  it('is the one that stands out with its neighbours, round the clock', () => {
    expect(bestHour(weights({}))).toBeNull();
    expect(bestHour(weights({ 9: 2, 19: 3 }))).toBe(19);
    expect(bestHour(weights({ 8: 2, 9: 2, 10: 2, 19: 3 }))).toBe(9);
    expect(bestHour(weights({ 23: 2, 0: 2, 1: 2, 12: 3 }))).toBe(0);
  });

  it('decides between equals by what is its own, then by what was last, then by the earlier', () => {
    // 10 and 11 support each other: 3 + 1 against 2 + 1.5.
    expect(bestHour(weights({ 10: 2, 11: 3, 20: 4 }))).toBe(20);
    expect(bestHour(weights({ 9: 3, 19: 3 }), weights({ 9: 5, 19: 4 }))).toBe(9);
    expect(bestHour(weights({ 9: 3, 19: 3 }), weights({ 9: 4, 19: 5 }))).toBe(19);
    expect(bestHour(weights({ 9: 3, 19: 3 }))).toBe(9);
  });

  it('is always an hour with something of its own, of which no other stands out more', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(9), { minLength: 24, maxLength: 24 }), (given) => {
        const best = bestHour(given);
        if (best === null) {
          expect(given.every((weight) => weight === 0)).toBe(true);
          return;
        }
        const score = (hour: number) =>
          (given[hour] ?? 0) + ((given[(hour + 23) % 24] ?? 0) + (given[(hour + 1) % 24] ?? 0)) / 2;
        expect(given[best]).toBeGreaterThan(0);
        for (let hour = 0; hour < 24; hour++) if (given[hour]) expect(score(hour)).toBeLessThanOrEqual(score(best));
      }),
    );
  });
});

describe('ownHour', () => {
  it('takes clicks for more than signs', () => {
    expect(ownHour([at(9, SIGN_WEIGHT), at(9, SIGN_WEIGHT), at(19)])).toEqual({ hour: 19, isOwn: false });
    expect(ownHour([at(9, SIGN_WEIGHT), at(19), at(20)])).toEqual({ hour: 20, isOwn: true });
  });

  it('needs three observations, two of them near, for a time of one’s own', () => {
    expect(ownHour([])).toBeNull();
    expect(ownHour([at(19), at(19)])).toEqual({ hour: 19, isOwn: false });
    expect(ownHour([at(19), at(19), at(8)])).toEqual({ hour: 19, isOwn: true });
    expect(ownHour([at(19), at(13), at(8)])?.isOwn).toBe(false);
    expect(ownHour([at(23), at(0), at(12, SIGN_WEIGHT)])?.isOwn).toBe(true);
  });
});

describe('siteHour', () => {
  it('needs enough subscribers, each of whom counts once', () => {
    expect(siteHour(weights({ 19: MIN_SITE_SUBSCRIBERS - 1 }))).toBeNull();
    expect(siteHour(weights({ 19: MIN_SITE_SUBSCRIBERS - 1, 9: 1 }))).toBe(19);
  });
});
