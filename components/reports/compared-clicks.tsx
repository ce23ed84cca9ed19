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
  const hours = Math.max(0, ...sums.map((sum) => sum.length));
  const points = Array.from({ length: hours + 1 }, (_, hour) => ({
    key: String(hour),
    label: `${hour} h`,
    values: sums.map((sum) => (hour === 0 && sum.length > 0 ? 0 : (sum[hour - 1] ?? null))),
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
                      <Clicks count={sum[hour - 1]} all={campaigns[index]?.stats.clicked ?? 0} />
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

/** @param count undefined: that hour has not come */
function Clicks({ count, all }: { count: number | undefined; all: number }) {
  if (count === undefined) {
    return (
      <span className="text-muted">
        <span aria-hidden>–</span>
        <span className="sr-only">Not yet</span>
      </span>
    );
  }
  return (
    <>
      {formatNumber(count)} <span className="text-muted">({formatShare(count, all)} of its clicks)</span>
    </>
  );
}
