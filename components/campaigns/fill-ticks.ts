import type { CampaignProgress } from '@/lib/contracts/campaigns';

export interface TickPoint {
  atMs: number;
  settled: number;
  shown: number;
  clicked: number;
}

/** The ticks as evenly spaced points, silence in between as zeros, so that a pause looks like a pause. */
export function fillTicks({ ticks, tickSeconds }: Pick<CampaignProgress, 'ticks' | 'tickSeconds'>): TickPoint[] {
  const points: TickPoint[] = [];
  for (const { at, settled, shown, clicked } of ticks) {
    const atMs = Date.parse(at);
    const before = points.at(-1);
    if (before) {
      for (let silentMs = before.atMs + tickSeconds * 1_000; silentMs < atMs; silentMs += tickSeconds * 1_000) {
        points.push({ atMs: silentMs, settled: 0, shown: 0, clicked: 0 });
      }
    }
    points.push({ atMs, settled, shown, clicked });
  }
  return points;
}
