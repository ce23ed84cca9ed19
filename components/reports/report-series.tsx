'use client';

import { useMemo } from 'react';
import { useTimeZone } from '@/components/campaigns/use-time-zone';
import { AreaChart, ChartLegend, type ChartSeries } from '@/components/ui/area-chart';
import { useIsHydrated } from '@/components/ui/use-is-hydrated';
import type { ReportPoint } from '@/lib/contracts/reports';
import { changesClocks, fillSeries } from './series-points';
import { SeriesTable } from './series-table';

const LABEL = 'Accepted, shown and clicked over time';
const DAY_SECONDS = 86_400;
const SERIES: ChartSeries[] = [
  { key: 'accepted', label: 'Accepted', tone: 'neutral' },
  { key: 'shown', label: 'Shown', tone: 'accent' },
  { key: 'clicked', label: 'Clicked', tone: 'success' },
];

/** Accepted, shown and clicked over time, by the viewer's clock (whole days: UTC), as a chart and as a table. */
export function ReportSeries({ series, intervalSeconds }: { series: readonly ReportPoint[]; intervalSeconds: number }) {
  const timeZone = useTimeZone();
  const isHydrated = useIsHydrated();
  const points = useMemo(() => {
    const isDaily = intervalSeconds >= DAY_SECONDS;
    const filled = fillSeries(series, intervalSeconds);
    const spanMs = (filled.at(-1)?.atMs ?? 0) - (filled[0]?.atMs ?? 0);
    const clock = new Intl.DateTimeFormat('en-GB', {
      timeZone: isDaily ? 'UTC' : timeZone,
      ...((isDaily || spanMs > DAY_SECONDS * 1_000) && { day: 'numeric', month: 'short' }),
      ...(!isDaily && { hour: '2-digit', minute: '2-digit' }),
      // Where the clocks were changed an hour comes twice.
      ...(!isDaily && changesClocks(filled, timeZone) && { timeZoneName: 'shortOffset' as const }),
    });
    return filled.map(({ atMs, accepted, shown, clicked }) => ({
      key: String(atMs),
      label: clock.format(atMs),
      values: [accepted, shown, clicked],
    }));
  }, [series, intervalSeconds, timeZone]);
  const busy = points.filter(({ values }) => values.some((value) => value > 0));
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-3">
      <div className="grid grid-cols-[minmax(0,1fr)] break-inside-avoid gap-3">
        <ChartLegend series={SERIES} />
        <AreaChart label={LABEL} series={SERIES} points={points} height={220} />
      </div>
      <SeriesTable label={LABEL} firstHeader="From" series={SERIES} points={busy} isReady={isHydrated} />
    </div>
  );
}
