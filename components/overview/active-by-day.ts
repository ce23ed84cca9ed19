import type { SiteOverview } from '@/lib/contracts/overview';

/** A day with how many were active at its end. */
export type GrowthPoint = SiteOverview['growth'][number] & { activeCount: number };

/** Counts back from today's active subscribers: who came on a later day was not there yet, who ended on it still was. */
export function activeByDay(activeCount: number, growth: SiteOverview['growth']): GrowthPoint[] {
  const points: GrowthPoint[] = [];
  let active = activeCount;
  for (const day of growth.toReversed()) {
    points.unshift({ ...day, activeCount: Math.max(0, active) });
    active -= day.newCount - day.endedCount;
  }
  return points;
}
