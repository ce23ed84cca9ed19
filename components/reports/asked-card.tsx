import type { ReactNode } from 'react';
import { Card, CardHeader } from '@/components/ui/card';
import { FigureCells, type FigureColumn, FigureHeadings } from '@/components/ui/figure-columns';
import { formatNumber } from '@/components/ui/format';
import { Table, TableBody, TableHead, TableHeader, TableRow, TableRowHeader } from '@/components/ui/table';
import type { SiteGrowth } from '@/lib/contracts/growth';
import { CountedShare } from './counted-share';
import { promptName } from './prompt-names';

interface AskedCardProps {
  asked: SiteGrowth['asked'];
  /** The table as files. */
  actions: ReactNode;
}

const COLUMNS: readonly FigureColumn<SiteGrowth['asked'][number]>[] = [
  { label: 'Asked', figure: ({ shown }) => formatNumber(shown) },
  {
    label: 'Said yes',
    className: 'font-medium',
    figure: ({ granted, shown }) => <CountedShare count={granted} total={shown} />,
  },
  { label: 'Not now', figure: ({ dismissed, shown }) => <CountedShare count={dismissed} total={shown} /> },
  { label: 'Blocked', figure: ({ denied, shown }) => <CountedShare count={denied} total={shown} /> },
  {
    label: 'No answer',
    // Who was asked before the period may have answered in it.
    figure: ({ shown, granted, dismissed, denied }) => (
      <CountedShare count={Math.max(0, shown - granted - dismissed - denied)} total={shown} />
    ),
  },
];

/** Of those who were asked, how many said yes: by prompt. */
export function AskedCard({ asked, actions }: AskedCardProps) {
  return (
    <Card aria-labelledby="growth-asked" className="break-inside-avoid">
      <CardHeader
        title="How many say yes"
        titleId="growth-asked"
        description="Browsers that were asked in this period, each counted once a prompt and answer. They tell it themselves, without saying who they are."
        actions={actions}
        className="pb-3"
      />
      {asked.length === 0 ? (
        <p className="px-5 pb-5 text-muted text-sm">Nobody has been asked in this period.</p>
      ) : (
        <Table label="Answers by prompt">
          <TableHead>
            <TableHeader className="rounded-none!">Asked by</TableHeader>
            <FigureHeadings columns={COLUMNS} className="rounded-none!" />
          </TableHead>
          <TableBody>
            {asked.map((row) => (
              <TableRow key={row.prompt}>
                <TableRowHeader>{promptName(row.prompt)}</TableRowHeader>
                <FigureCells columns={COLUMNS} row={row} at="figure" />
              </TableRow>
            ))}
          </TableBody>
        </Table>
      )}
    </Card>
  );
}
