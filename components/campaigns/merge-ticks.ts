import type { CampaignProgress } from '@/lib/contracts/campaigns';

export interface TickPoint {
  atMs: number;
  settled: number;
  shown: number;
  clicked: number;
}

const BUCKET_MS = 5_000;

/**
 * The five-second buckets as at most `most` evenly spaced points, silence in between as zeros, so that a pause looks
 * like a pause and a campaign of days still draws at once. Sums stay what they were.
 */
export function mergeTicks(ticks: CampaignProgress['ticks'], most: number): TickPoint[] {
  const times = ticks.map((tick) => Date.parse(tick.at));
  if (times.length === 0) return [];
  const from = times.reduce((first, at) => Math.min(first, at), Infinity);
  const to = times.reduce((last, at) => Math.max(last, at), 0);
  const stepMs = Math.max(1, Math.ceil((to - from + BUCKET_MS) / BUCKET_MS / most)) * BUCKET_MS;
  const points: TickPoint[] = [];
  for (let atMs = from; atMs <= to; atMs += stepMs) points.push({ atMs, settled: 0, shown: 0, clicked: 0 });
  ticks.forEach((tick, index) => {
    const point = points[Math.floor(((times[index] ?? from) - from) / stepMs)];
    if (!point) return;
    point.settled += tick.settled;
    point.shown += tick.shown;
    point.clicked += tick.clicked;
  });
  return points;
}
