import type { ReactNode } from 'react';
import { Card, CardHeader } from '@/components/ui/card';
import { formatNumber } from '@/components/ui/format';
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from '@/components/ui/table';
import type { BreakdownRow } from '@/lib/contracts/reports';
import { CountedShare } from './counted-share';

/** More are folded away; all of them are in the files. */
const MOST_ROWS = 10;

interface BreakdownCardProps {
  id: string;
  title: string;
  /** What the first column holds: "Browser". */
  what: string;
  rows: readonly BreakdownRow[];
  actions: ReactNode;
}

/** A campaign's people by one attribute: how many, and what became of them. Each share says what it is of. */
export function BreakdownCard({ id, title, what, rows, actions }: BreakdownCardProps) {
  const most = rows.slice(0, MOST_ROWS);
  const rest = rows.slice(MOST_ROWS);
  return (
    <Card aria-labelledby={id} className="break-inside-avoid">
      <CardHeader title={title} titleId={id} actions={actions} className="pb-3" />
      <Rows label={`${title} in figures`} what={what} rows={most} all={rows} />
      {rest.length > 0 ? (
        <details className="border-line border-t">
          <summary className="px-5 py-3 text-muted text-sm hover:text-fg">{formatNumber(rest.length)} more</summary>
          <Rows label={`${title}, the rest`} what={what} rows={rest} all={rows} />
        </details>
      ) : null}
    </Card>
  );
}

interface RowsProps {
  label: string;
  what: string;
  rows: readonly BreakdownRow[];
  all: readonly BreakdownRow[];
}

function Rows({ label, what, rows, all }: RowsProps) {
  const largest = all.reduce((max, row) => Math.max(max, row.audience), 1);
  const audience = all.reduce((sum, row) => sum + row.audience, 0);
  return (
    <Table label={label}>
      <TableHead>
        <tr>
          <TableHeader className="rounded-none!">{what}</TableHeader>
          <TableHeader numeric title="People, and their share of the whole audience">
            Audience
          </TableHeader>
          <TableHeader numeric title="A push service took the message; of this group's audience">
            Accepted
          </TableHeader>
          <TableHeader numeric title="It was on screen; of those accepted">
            Shown
          </TableHeader>
          <TableHeader numeric title="Of those who had it on screen">
            Clicked
          </TableHeader>
          <TableHeader
            numeric
            className="rounded-none!"
            title="Refused, too late, gone, skipped or not known; of this group's audience"
          >
            Not delivered
          </TableHeader>
        </tr>
      </TableHead>
      <TableBody>
        {rows.map((row) => (
          <TableRow key={row.value ?? ''}>
            <th scope="row" className="min-w-32 max-w-64 px-3 py-2 text-left align-middle font-normal first:pl-5">
              <span className={row.value === null ? 'text-muted' : 'font-medium'}>{row.label}</span>
              <svg aria-hidden="true" width="100%" height="4" className="mt-1.5 block">
                <rect width={`${(row.audience / largest) * 100}%`} height="4" rx="2" className="fill-accent/50" />
              </svg>
            </th>
            <TableCell numeric>
              <CountedShare count={row.audience} total={audience} />
            </TableCell>
            <TableCell numeric>
              <CountedShare count={row.accepted} total={row.audience} />
            </TableCell>
            <TableCell numeric>
              <CountedShare count={row.shown} total={row.accepted} />
            </TableCell>
            <TableCell numeric className="font-medium">
              <CountedShare count={row.clicked} total={row.shown} />
            </TableCell>
            <TableCell numeric>
              <CountedShare count={row.failed + row.suppressed + row.unknown} total={row.audience} />
            </TableCell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}
