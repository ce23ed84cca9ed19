import type { ChartPoint, ChartSeries } from '@/components/ui/area-chart';
import { formatNumber } from '@/components/ui/format';
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow, TableRowHeader } from '@/components/ui/table';

interface SeriesTableProps {
  label: string;
  /** Over the times. */
  firstHeader: string;
  series: readonly ChartSeries[];
  points: readonly ChartPoint[];
  /** Until then only the line that unfolds it is there: a table of times waits for the viewer's zone. */
  isReady?: boolean;
}

/** What a chart shows, unfolded as a table. */
export function SeriesTable({ label, firstHeader, series, points, isReady = true }: SeriesTableProps) {
  return (
    <details>
      <summary className="w-fit rounded-sm text-muted text-sm hover:text-fg">As a table</summary>
      {isReady ? (
        <div className="mt-3 max-h-96 overflow-y-auto rounded-lg border border-line">
          <Table label={`${label}, as a table`} narrow="table">
            <TableHead>
              <TableHeader>{firstHeader}</TableHeader>
              {series.map((one) => (
                <TableHeader key={one.key} numeric>
                  {one.label}
                </TableHeader>
              ))}
            </TableHead>
            <TableBody>
              {points.map(({ key, label: time, values }) => (
                <TableRow key={key}>
                  <TableRowHeader className="whitespace-nowrap font-normal">{time}</TableRowHeader>
                  {values.map((value, index) => (
                    <TableCell key={series[index]?.key} numeric>
                      {value === null ? '–' : formatNumber(value)}
                    </TableCell>
                  ))}
                </TableRow>
              ))}
            </TableBody>
          </Table>
        </div>
      ) : null}
    </details>
  );
}
