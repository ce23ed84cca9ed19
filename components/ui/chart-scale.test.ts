import { expect, test } from 'vitest';
import { linePath, niceTicks } from './chart-scale';

test.each([
  [0, [0, 1]],
  [1, [0, 1]],
  [3, [0, 1, 2, 3]],
  [87, [0, 25, 50, 75, 100]],
  [4_000, [0, 1_000, 2_000, 3_000, 4_000]],
])('ticks for %i are round and cover it', (max, ticks) => {
  expect(niceTicks(max, 4)).toEqual(ticks);
});

test('a path starts with a move', () => {
  expect(
    linePath([
      [0, 1],
      [2, 3.25],
    ]),
  ).toBe('M0.0 1.0L2.0 3.3');
});
