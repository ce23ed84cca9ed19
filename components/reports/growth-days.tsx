'use client';

import { AreaChart, ChartLegend, type ChartSeries } from '@/components/ui/area-chart';
import { formatNumber } from '@/components/ui/format';
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from '@/components/ui/table';
import type { GrowthDay } from '@/lib/contracts/growth';

const SERIES: ChartSeries[] = [
  { key: 'gained', label: 'Came', tone: 'success' },
  { key: 'unsubscribed', label: 'Unsubscribed', tone: 'warning' },
  { key: 'gone', label: 'Gone', tone: 'neutral' },
];
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
        <AreaChart label="Subscribers who came and went" series={SERIES} points={points} height={220} />
      </div>
      <details>
        <summary className="w-fit rounded-sm text-muted text-sm hover:text-fg">As a table</summary>
        <div className="mt-3 max-h-96 overflow-y-auto rounded-lg border border-line">
          <Table label="Subscribers who came and went, as a table">
            <TableHead>
              <tr>
                <TableHeader>{size > 1 ? 'Week (UTC)' : 'Day (UTC)'}</TableHeader>
                {SERIES.map(({ key, label }) => (
                  <TableHeader key={key} numeric>
                    {label}
                  </TableHeader>
                ))}
              </tr>
            </TableHead>
            <TableBody>
              {points.toReversed().map(({ key, label, values }) => (
                <TableRow key={key}>
                  <TableCell className="whitespace-nowrap">{label}</TableCell>
                  {values.map((value, index) => (
                    <TableCell key={SERIES[index]?.key} numeric>
                      {formatNumber(value)}
                    </TableCell>
                  ))}
                </TableRow>
              ))}
            </TableBody>
          </Table>
        </div>
      </details>
    </div>
  );
}
