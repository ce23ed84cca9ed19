import { expect, it } from 'vitest';
import { mergeTicks } from '@/components/campaigns/merge-ticks';

const tick = (second: number, settled = 1) => ({
  at: new Date(Date.UTC(2027, 0, 1) + second * 1_000).toISOString(),
  settled,
  shown: 0,
  clicked: 0,
});

it('keeps five-second buckets and fills silence with zeros', () => {
  expect(mergeTicks([tick(0, 3), tick(15, 2)], 90).map((point) => point.settled)).toEqual([3, 0, 0, 2]);
});

it('merges a long campaign into few points without losing any', () => {
  const ticks = Array.from({ length: 1_000 }, (_, index) => tick(index * 35, 2));
  const points = mergeTicks(ticks, 90);
  expect(points.length).toBeLessThanOrEqual(90);
  expect(points.reduce((sum, point) => sum + point.settled, 0)).toBe(2_000);
});

it('has nothing to draw without ticks', () => expect(mergeTicks([], 90)).toEqual([]));
