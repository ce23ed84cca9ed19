import type { ReactNode } from 'react';
import { Card, CardHeader } from '@/components/ui/card';
import { formatNumber } from '@/components/ui/format';
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow, TableRowHeader } from '@/components/ui/table';
import type { SiteGrowth } from '@/lib/contracts/growth';
import { CountedShare } from './counted-share';
import { promptName } from './prompt-names';

interface AskedCardProps {
  asked: SiteGrowth['asked'];
  /** The table as files. */
  actions: ReactNode;
}

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
            <TableHeader numeric>Asked</TableHeader>
            <TableHeader numeric>Said yes</TableHeader>
            <TableHeader numeric>Not now</TableHeader>
            <TableHeader numeric>Blocked</TableHeader>
            <TableHeader numeric className="rounded-none!">
              No answer
            </TableHeader>
          </TableHead>
          <TableBody>
            {asked.map(({ prompt, shown, granted, dismissed, denied }) => (
              <TableRow key={prompt}>
                <TableRowHeader>{promptName(prompt)}</TableRowHeader>
                <TableCell numeric at="figure" label="Asked">
                  {formatNumber(shown)}
                </TableCell>
                <TableCell numeric at="figure" label="Said yes" className="font-medium">
                  <CountedShare count={granted} total={shown} />
                </TableCell>
                <TableCell numeric at="figure" label="Not now">
                  <CountedShare count={dismissed} total={shown} />
                </TableCell>
                <TableCell numeric at="figure" label="Blocked">
                  <CountedShare count={denied} total={shown} />
                </TableCell>
                <TableCell numeric at="figure" label="No answer">
                  {/* Who was asked before the period may have answered in it. */}
                  <CountedShare count={Math.max(0, shown - granted - dismissed - denied)} total={shown} />
                </TableCell>
              </TableRow>
            ))}
          </TableBody>
        </Table>
      )}
    </Card>
  );
}
