'use client';

import { AreaChart, ChartLegend, type ChartSeries } from '@/components/ui/area-chart';
import { formatNumber, formatShare } from '@/components/ui/format';
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow, TableRowHeader } from '@/components/ui/table';
import type { ComparedCampaign } from '@/lib/contracts/reports';

const TONES = ['accent', 'success', 'warning', 'danger', 'neutral'] as const;
const TABLE_HOURS = [1, 2, 4, 8, 12, 24, 48];

/** How clicks came in since each launch, added up, as a chart and as a table. */
export function ComparedClicks({ campaigns }: { campaigns: readonly ComparedCampaign[] }) {
  const series: ChartSeries[] = campaigns.map(({ id, name }, index) => ({
    key: id,
    label: name,
    tone: TONES[index % TONES.length] ?? 'neutral',
  }));
  const sums = campaigns.map(({ clicksByHour }) => {
    let sum = 0;
    return clicksByHour.map((clicks) => {
      sum += clicks;
      return sum;
    });
  });
  const hours = campaigns[0]?.clicksByHour.length ?? 0;
  const points = Array.from({ length: hours + 1 }, (_, hour) => ({
    key: String(hour),
    label: `${hour} h`,
    values: sums.map((sum) => (hour === 0 ? 0 : (sum[hour - 1] ?? 0))),
  }));
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-3">
      <ChartLegend series={series} />
      <AreaChart label="Clicks since the launch, added up" series={series} points={points} height={220} />
      <details>
        <summary className="w-fit rounded-sm text-muted text-sm hover:text-fg">As a table</summary>
        <div className="mt-3 rounded-lg border border-line">
          <Table label="Clicks since the launch, as a table" narrow="columns">
            <TableHead>
              <TableHeader>Within</TableHeader>
              {campaigns.map(({ id, name }) => (
                <TableHeader key={id} numeric>
                  {name}
                </TableHeader>
              ))}
            </TableHead>
            <TableBody>
              {TABLE_HOURS.map((hour) => (
                <TableRow key={hour}>
                  <TableRowHeader className="whitespace-nowrap font-normal">{hour} h</TableRowHeader>
                  {sums.map((sum, index) => (
                    <TableCell key={campaigns[index]?.id} numeric>
                      {formatNumber(sum[hour - 1] ?? 0)}{' '}
                      <span className="text-muted">
                        ({formatShare(sum[hour - 1] ?? 0, campaigns[index]?.stats.clicked ?? 0)} of its clicks)
                      </span>
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
