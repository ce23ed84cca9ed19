'use client';

import { Pencil, Plus, Target, Trash2 } from 'lucide-react';
import { useTransition } from 'react';
import { DownloadLinks } from '@/components/reports/download-links';
import { Money } from '@/components/reports/money';
import { answerOf } from '@/components/ui/action-state';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { EmptyState } from '@/components/ui/empty-state';
import { formatCount, formatNumber } from '@/components/ui/format';
import { keepFocusNear } from '@/components/ui/keep-focus-near';
import { lateDialog } from '@/components/ui/late-dialog';
import { OpenerLink } from '@/components/ui/opener-link';
import { PageHeader } from '@/components/ui/page-header';
import { rowLinkClass, Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from '@/components/ui/table';
import { toast } from '@/components/ui/toast';
import { undoAction } from '@/components/ui/undo-action';
import { useOpened } from '@/components/ui/use-opened';
import type { GoalView, GoalWithTotals } from '@/lib/contracts/goals';
import type { GoalActions } from './goal.types';

const GoalDialog = lateDialog(() => import('./goal-dialog').then((module) => module.GoalDialog));

interface GoalListProps {
  goals: GoalWithTotals[];
  canEdit: boolean;
  /** `/s/{siteId}/goals/download` */
  downloadPath: string;
  actions: GoalActions;
}

/** What visitors are wanted to do, and how often they did after a click. */
export function GoalList({ goals, canEdit, downloadPath, actions }: GoalListProps) {
  const opened = useOpened({ name: 'goal', what: 'goal', items: goals });
  const [isRemoving, startRemoving] = useTransition();
  const remove = (goal: GoalView) =>
    startRemoving(async () => {
      const answer = await answerOf(actions.remove(goal.id));
      if (answer.status === 'failed') {
        toast.error('Not deleted', { description: answer.message });
        return;
      }
      toast(`“${goal.name}” deleted`, {
        description: 'It is in no report any more.',
        action: undoAction(() => actions.restore(goal.id)),
      });
    });
  const create = canEdit ? (
    <Button variant="primary" {...opened.opener('new')}>
      <Plus aria-hidden /> New goal
    </Button>
  ) : null;
  return (
    <>
      <PageHeader
        title="Goals"
        description="What you want people to do after a click. Each campaign’s report tells how often they did, and what it brought."
        actions={
          goals.length > 0 ? (
            <>
              <DownloadLinks what="the goals" path={downloadPath} query={{}} />
              {create}
            </>
          ) : null
        }
      />
      <Card>
        {goals.length === 0 ? (
          <EmptyState
            icon={<Target />}
            title="No goals yet"
            description="Track an event when it happens, such as order_placed with its total, and name it here. Events count from the moment the goal is made."
            action={create}
          />
        ) : (
          <Table label="Goals" dense>
            <TableHead>
              <TableHeader>Goal</TableHeader>
              <TableHeader>Event</TableHeader>
              <TableHeader>Window</TableHeader>
              <TableHeader numeric title="Put down to a campaign">
                Reached in 30 days
              </TableHeader>
              <TableHeader numeric title="Put down to a campaign">
                Revenue in 30 days
              </TableHeader>
              {canEdit ? (
                <TableHeader>
                  <span className="sr-only">Actions</span>
                </TableHeader>
              ) : null}
            </TableHead>
            <TableBody>
              {goals.map((goal) => (
                <TableRow key={goal.id} interactive>
                  <TableCell at="name">
                    <OpenerLink opened={opened} id={goal.id} className={rowLinkClass}>
                      {goal.name}
                    </OpenerLink>
                  </TableCell>
                  <TableCell at="line">
                    <code className="rounded-sm bg-subtle px-1.5 py-0.5 font-mono text-xs">{goal.event}</code>
                    {goal.valueProperty ? (
                      <span className="text-muted text-xs block narrow:inline">
                        {' '}
                        amount in {goal.valueProperty}, {goal.currency}
                      </span>
                    ) : null}
                  </TableCell>
                  <TableCell label="Within" className="whitespace-nowrap text-muted">
                    {formatCount(goal.windowHours, 'hour')}
                  </TableCell>
                  <TableCell numeric label="Reached in 30 days">
                    {formatNumber(goal.lately.conversions)}
                  </TableCell>
                  <TableCell
                    numeric
                    label="Revenue in 30 days"
                    at={goal.lately.revenue.length === 0 ? 'hidden' : undefined}
                  >
                    <Money revenue={goal.lately.revenue} />
                  </TableCell>
                  {canEdit ? (
                    <TableCell at="act">
                      <span className="relative z-10 flex justify-end gap-0.5">
                        <Button
                          variant="ghost"
                          size="iconSm"
                          aria-label={`Edit ${goal.name}`}
                          onClick={() => opened.open(goal.id)}
                        >
                          <Pencil />
                        </Button>
                        <Button
                          variant="ghost"
                          size="iconSm"
                          aria-label={`Delete ${goal.name}`}
                          disabled={isRemoving}
                          onClick={(event) => {
                            keepFocusNear(event.currentTarget);
                            remove(goal);
                          }}
                        >
                          <Trash2 />
                        </Button>
                      </span>
                    </TableCell>
                  ) : null}
                </TableRow>
              ))}
            </TableBody>
          </Table>
        )}
      </Card>
      {opened.item && (canEdit || opened.item !== 'new') ? (
        <GoalDialog key={opened.value} goal={opened.item} canEdit={canEdit} onClose={opened.close} actions={actions} />
      ) : null}
    </>
  );
}
