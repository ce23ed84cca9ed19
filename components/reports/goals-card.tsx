import Link from 'next/link';
import type { ReactNode } from 'react';
import { Card, CardHeader } from '@/components/ui/card';
import { formatCount, formatNumber } from '@/components/ui/format';
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow, TableRowHeader } from '@/components/ui/table';
import type { GoalResult } from '@/lib/contracts/goals';
import { CountedShare } from './counted-share';
import { Money } from './money';

interface GoalsCardProps {
  goals: readonly GoalResult[];
  /** Of the whole campaign, and by message position where there are several. */
  clicked: number;
  clickedByVariant: ReadonlyMap<number, number>;
  /** `/s/{siteId}/goals` */
  goalsPath: string;
  actions: ReactNode;
}

/** What people did after their click, goal by goal and message by message. */
export function GoalsCard({ goals, clicked, clickedByVariant, goalsPath, actions }: GoalsCardProps) {
  if (goals.length === 0) {
    return (
      <p className="text-muted text-sm print:hidden">
        What people do after a click can be counted too:{' '}
        <Link href={goalsPath} className="text-accent-ink underline underline-offset-4">
          set a goal
        </Link>
        .
      </p>
    );
  }
  return (
    <Card aria-labelledby="report-goals" className="break-inside-avoid">
      <CardHeader
        title="Goals"
        titleId="report-goals"
        description="Reached after a click on this campaign, by the browser that clicked; the campaign clicked last gets it."
        actions={actions}
        className="pb-3"
      />
      <Table label="Goals reached">
        <TableHead>
          <TableHeader className="rounded-none!">Goal</TableHeader>
          <TableHeader numeric title="Events; one person may reach a goal several times">
            Times
          </TableHeader>
          <TableHeader numeric title="Browsers that reached it at least once, of those that clicked">
            People
          </TableHeader>
          <TableHeader numeric className="rounded-none!">
            Revenue
          </TableHeader>
        </TableHead>
        <TableBody>
          {goals.flatMap((goal) => [
            <TableRow key={goal.goalId}>
              <TableRowHeader>
                {goal.name}
                <span className="block font-normal text-muted text-xs">
                  within {formatCount(goal.windowHours, 'hour')} of the click
                </span>
              </TableRowHeader>
              <TableCell numeric at="figure" label="Times">
                {formatNumber(goal.conversions)}
              </TableCell>
              <TableCell numeric at="figure" label="People">
                <CountedShare count={goal.people} total={clicked} />
              </TableCell>
              <TableCell numeric at="figure" label="Revenue" className="font-medium">
                <Money revenue={goal.revenue} />
              </TableCell>
            </TableRow>,
            ...(clickedByVariant.size > 1 ? goal.variants : []).map((one) => (
              <TableRow key={`${goal.goalId} ${one.variant}`}>
                <TableRowHeader className="font-normal text-muted first:pl-9 print:first:pl-5">
                  {one.label}
                </TableRowHeader>
                <TableCell numeric at="figure" label="Times">
                  {formatNumber(one.conversions)}
                </TableCell>
                <TableCell numeric at="figure" label="People">
                  <CountedShare count={one.people} total={clickedByVariant.get(one.variant) ?? 0} />
                </TableCell>
                <TableCell numeric at="figure" label="Revenue">
                  <Money revenue={one.revenue} />
                </TableCell>
              </TableRow>
            )),
          ])}
        </TableBody>
      </Table>
    </Card>
  );
}
