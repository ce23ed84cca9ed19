'use client';

import { AreaChart, ChartLegend, type ChartSeries } from '@/components/ui/area-chart';
import type { GrowthDay } from '@/lib/contracts/growth';
import { SeriesTable } from './series-table';

const SERIES: ChartSeries[] = [
  { key: 'gained', label: 'Came', tone: 'success' },
  { key: 'unsubscribed', label: 'Unsubscribed', tone: 'warning' },
  { key: 'gone', label: 'Gone', tone: 'neutral' },
];
const LABEL = 'Subscribers who came and went';
const WEEK = 7;
const MOST_DAYS = 120;

const dayText = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' });

/** Who came and went, by day; a year by weeks. As a chart and as a table. */
export function GrowthDays({ daily }: { daily: readonly GrowthDay[] }) {
  const size = daily.length > MOST_DAYS ? WEEK : 1;
  const points = [];
  for (let first = 0; first < daily.length; first += size) {
    const days = daily.slice(first, first + size);
    const sum = (name: 'gained' | 'unsubscribed' | 'gone') => days.reduce((all, day) => all + day[name], 0);
    const day = days[0]?.day ?? '';
    points.push({
      key: day,
      label: `${size > 1 ? 'Week of ' : ''}${dayText.format(new Date(day))}`,
      values: [sum('gained'), sum('unsubscribed'), sum('gone')],
    });
  }
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-3">
      <div className="grid grid-cols-[minmax(0,1fr)] break-inside-avoid gap-3">
        <ChartLegend series={SERIES} />
        <AreaChart label={LABEL} series={SERIES} points={points} height={220} />
      </div>
      <SeriesTable
        label={LABEL}
        firstHeader={size > 1 ? 'Week (UTC)' : 'Day (UTC)'}
        series={SERIES}
        points={points.toReversed()}
      />
    </div>
  );
}
