'use client';

import { useMemo } from 'react';
import { AreaChart, ChartLegend, type ChartSeries } from '@/components/ui/area-chart';
import type { CampaignProgress } from '@/lib/contracts/campaigns';
import { fillTicks } from './fill-ticks';
import { useTimeZone } from './use-time-zone';

const DAY_MS = 86_400_000;
const SERIES: ChartSeries[] = [
  { key: 'settled', label: 'Sent', tone: 'neutral' },
  { key: 'shown', label: 'Shown', tone: 'accent' },
  { key: 'clicked', label: 'Clicked', tone: 'success' },
];

/** Sent, shown and clicked over time, by the viewer's clock. */
export function TicksChart({ ticks, tickSeconds }: Pick<CampaignProgress, 'ticks' | 'tickSeconds'>) {
  const timeZone = useTimeZone();
  const points = useMemo(() => {
    const filled = fillTicks({ ticks, tickSeconds });
    const spanMs = (filled.at(-1)?.atMs ?? 0) - (filled[0]?.atMs ?? 0);
    const clock = new Intl.DateTimeFormat('en-GB', {
      timeZone,
      hour: '2-digit',
      minute: '2-digit',
      ...(spanMs < 600_000 && { second: '2-digit' }),
      ...(spanMs > DAY_MS && { weekday: 'short' }),
    });
    return filled.map(({ atMs, settled, shown, clicked }) => ({
      key: String(atMs),
      label: clock.format(atMs),
      values: [settled, shown, clicked],
    }));
  }, [ticks, tickSeconds, timeZone]);
  return (
    <div className="grid gap-3">
      <ChartLegend series={SERIES} />
      <AreaChart label="Sent, shown and clicked over time" series={SERIES} points={points} height={200} />
    </div>
  );
}
