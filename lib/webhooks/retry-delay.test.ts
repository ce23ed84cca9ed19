import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parseRetryAfter, retryDelaySeconds } from './retry-delay';

it('is spread over the whole time up to a ceiling that grows', () => {
  expect([1, 2, 3, 4, 5, 10, 99].map((attempt) => retryDelaySeconds(attempt, null, () => 0))).toEqual(
    new Array(7).fill(1),
  );
  expect([1, 2, 3, 4, 5, 10, 99].map((attempt) => retryDelaySeconds(attempt, null, () => 1))).toEqual([
    10, 60, 300, 1_800, 7_200, 86_400, 86_400,
  ]);
});

it('is at least what was asked for, a day at most', () => {
  expect(retryDelaySeconds(1, 120)).toBe(120);
  expect(retryDelaySeconds(1, 9e9, () => 0)).toBe(86_400);
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 500 }),
      fc.option(fc.double({ noNaN: true, min: -1e12, max: 1e12 })),
      (attempt, asked) => {
        const delay = retryDelaySeconds(attempt, asked);
        return delay >= 1 && delay <= 86_400;
      },
    ),
  );
});

it.each([
  ['120', 120],
  ['Sun, 22 Nov 2026 10:01:00 GMT', 60],
  ['Sun, 22 Nov 2020 10:01:00 GMT', 0],
  ['-1', null],
  ['soon', null],
  [undefined, null],
])('reads Retry-After %s as %s', (header, seconds) => {
  const read = parseRetryAfter(header, new Date('2026-11-22T10:00:00Z'));
  if (header === '-1') expect(read === null || read === 0).toBe(true);
  else expect(read).toBe(seconds);
});
