import { expect, it } from 'vitest';
import { fillTicks } from '@/components/campaigns/fill-ticks';

const tick = (second: number, settled: number) => ({
  at: new Date(Date.UTC(2027, 0, 1) + second * 1_000).toISOString(),
  settled,
  shown: 0,
  clicked: 0,
});

it('keeps what was counted and fills silence with zeros', () => {
  const points = fillTicks({ ticks: [tick(0, 3), tick(15, 2), tick(20, 1)], tickSeconds: 5 });
  expect(points.map((point) => point.settled)).toEqual([3, 0, 0, 2, 1]);
  expect(points.map(({ atMs }) => (atMs - (points[0]?.atMs ?? 0)) / 1_000)).toEqual([0, 5, 10, 15, 20]);
});

it('goes by the width of the ticks', () => {
  const points = fillTicks({ ticks: [tick(0, 3), tick(370, 2)], tickSeconds: 185 });
  expect(points.map((point) => point.settled)).toEqual([3, 0, 2]);
});

it('has nothing to draw without ticks', () => expect(fillTicks({ ticks: [], tickSeconds: 5 })).toEqual([]));
