import type { ReactNode } from 'react';
import { Card, CardHeader } from '@/components/ui/card';
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow, TableRowHeader } from '@/components/ui/table';
import type { ButtonRow } from '@/lib/contracts/reports';
import { CountedShare } from './counted-share';

const PARTS = { body: 'The message', button_1: 'First button', button_2: 'Second button' } as const;

/** Which part of the message was pressed. Who presses two counts for both. */
export function ButtonCard({ rows, actions }: { rows: readonly ButtonRow[]; actions: ReactNode }) {
  const hasSeveral = rows.some(({ message }) => message !== '');
  return (
    <Card aria-labelledby="report-buttons" className="break-inside-avoid">
      <CardHeader
        title="What they clicked"
        titleId="report-buttons"
        description="Shares are of the people who clicked anything; who presses two parts counts for both."
        actions={actions}
        className="pb-3"
      />
      <Table label="Clicks by part">
        <TableHead>
          <TableHeader className="rounded-none!">Part</TableHeader>
          {hasSeveral ? <TableHeader>Message</TableHeader> : null}
          <TableHeader>Says</TableHeader>
          <TableHeader numeric className="rounded-none!">
            Clicked
          </TableHeader>
        </TableHead>
        <TableBody>
          {rows.map((row) => (
            <TableRow key={`${row.variant} ${row.part}`}>
              <TableRowHeader className="whitespace-nowrap">{PARTS[row.part]}</TableRowHeader>
              {hasSeveral ? <TableCell at="line">{row.message}</TableCell> : null}
              <TableCell at={row.part === 'body' ? 'hidden' : 'line'} className="text-muted">
                {row.part === 'body' ? '–' : row.label}
              </TableCell>
              <TableCell numeric at="state">
                <CountedShare count={row.clicked} total={row.clickers} />
              </TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </Card>
  );
}
