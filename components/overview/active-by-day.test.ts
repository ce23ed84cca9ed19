import { expect, test } from 'vitest';
import { activeByDay } from './active-by-day';

test('counts back from today', () => {
  const growth = [
    { day: '2026-11-19', newCount: 5, endedCount: 0 },
    { day: '2026-11-20', newCount: 3, endedCount: 1 },
    { day: '2026-11-21', newCount: 0, endedCount: 4 },
  ];
  expect(activeByDay(10, growth).map((point) => point.activeCount)).toEqual([12, 14, 10]);
});

test('never below zero, whatever was imported or erased', () => {
  const growth = [
    { day: '2026-11-20', newCount: 0, endedCount: 0 },
    { day: '2026-11-21', newCount: 9, endedCount: 0 },
  ];
  expect(activeByDay(4, growth).map((point) => point.activeCount)).toEqual([0, 4]);
});
