import Link from 'next/link';
import type { ReactNode } from 'react';
import { Card, CardHeader } from '@/components/ui/card';
import { FigureCells, type FigureColumn, FigureHeadings } from '@/components/ui/figure-columns';
import { formatCount, formatNumber } from '@/components/ui/format';
import { Table, TableBody, TableHead, TableHeader, TableRow, TableRowHeader } from '@/components/ui/table';
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

type GoalFigures = Pick<GoalResult, 'conversions' | 'people' | 'revenue'> & { clicked: number };

const COLUMNS: readonly FigureColumn<GoalFigures>[] = [
  {
    label: 'Times',
    title: 'Events; one person may reach a goal several times',
    figure: ({ conversions }) => formatNumber(conversions),
  },
  {
    label: 'People',
    title: 'Browsers that reached it at least once, of those that clicked',
    figure: ({ people, clicked }) => <CountedShare count={people} total={clicked} />,
  },
  { label: 'Revenue', className: 'font-medium', figure: ({ revenue }) => <Money revenue={revenue} /> },
];

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
          <FigureHeadings columns={COLUMNS} className="last:rounded-none!" />
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
              <FigureCells columns={COLUMNS} row={{ ...goal, clicked }} at="figure" />
            </TableRow>,
            ...(clickedByVariant.size > 1 ? goal.variants : []).map((one) => (
              <TableRow key={`${goal.goalId} ${one.variant}`}>
                <TableRowHeader className="font-normal text-muted first:pl-9">{one.label}</TableRowHeader>
                <FigureCells
                  columns={COLUMNS}
                  row={{ ...one, clicked: clickedByVariant.get(one.variant) ?? 0 }}
                  at="figure"
                  className="font-normal"
                />
              </TableRow>
            )),
          ])}
        </TableBody>
      </Table>
    </Card>
  );
}
