'use client';

import { useState } from 'react';
import { AreaChart, ChartLegend, type ChartSeries } from '@/components/ui/area-chart';
import { Card, CardBody, CardHeader } from '@/components/ui/card';
import { SegmentedControl } from '@/components/ui/segmented-control';
import type { GrowthPoint } from './active-by-day';

const VIEWS = {
  active: { label: 'Active', series: [{ key: 'active', label: 'Active subscribers', tone: 'accent' }] },
  change: {
    label: 'New and left',
    series: [
      { key: 'new', label: 'New', tone: 'success' },
      { key: 'ended', label: 'Left', tone: 'danger' },
    ],
  },
} as const satisfies Record<string, { label: string; series: readonly ChartSeries[] }>;

type View = keyof typeof VIEWS;

/** Subscribers over the days: how many there are, or who came and went. */
export function GrowthChart({ days }: { days: readonly GrowthPoint[] }) {
  const [view, setView] = useState<View>('active');
  const label = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' });
  const series = VIEWS[view].series;
  return (
    <Card className="min-w-0">
      <CardHeader
        title="Subscribers"
        description={`The last ${days.length} days`}
        actions={
          <SegmentedControl
            label="What the chart shows"
            value={view}
            onValueChange={setView}
            options={[
              { value: 'active', label: VIEWS.active.label },
              { value: 'change', label: VIEWS.change.label },
            ]}
          />
        }
      />
      <CardBody className="grid gap-3">
        <AreaChart
          label={view === 'active' ? 'Active subscribers by day' : 'New subscribers and those who left, by day'}
          series={series}
          points={days.map((day) => ({
            key: day.day,
            label: label.format(new Date(`${day.day}T00:00:00Z`)),
            values: view === 'active' ? [day.activeCount] : [day.newCount, day.endedCount],
          }))}
          height={232}
        />
        {series.length > 1 && <ChartLegend series={series} />}
      </CardBody>
    </Card>
  );
}
