'use client';

import { CircleCheck } from 'lucide-react';
import { useState, useTransition } from 'react';
import type { ActionState } from '@/components/ui/action-state';
import { Button } from '@/components/ui/button';
import { Card, CardHeader } from '@/components/ui/card';
import { EmptyState } from '@/components/ui/empty-state';
import { formatCount } from '@/components/ui/format';
import { lateDialog } from '@/components/ui/late-dialog';
import { RelativeTime } from '@/components/ui/relative-time';
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from '@/components/ui/table';
import { toast } from '@/components/ui/toast';
import type { FailedJobView } from '@/lib/contracts/operations';

// Loaded at its first use.
const ConfirmDialog = lateDialog(() => import('@/components/ui/alert-dialog').then((all) => all.ConfirmDialog));

interface FailureTableProps {
  failures: FailedJobView[];
  retry: (failureId: string) => Promise<ActionState>;
  clear: () => Promise<ActionState>;
}

/** Jobs that were given up, newest first. */
export function FailureTable({ failures, retry, clear }: FailureTableProps) {
  const [isAsking, setAsking] = useState(false);
  const remove = async () => {
    const { status, message } = await clear();
    if (status === 'failed') toast.error('Not cleared', { description: message });
    else toast.success('List cleared');
    return status !== 'failed';
  };
  return (
    <Card>
      <CardHeader
        title="Failed jobs"
        description="Tried several times in vain. Work that is still to be done is called for again every 15 seconds, also without them."
        className="pb-3"
        actions={failures.length > 0 && <Button onClick={() => setAsking(true)}>Clear list</Button>}
      />
      {failures.length === 0 ? (
        <EmptyState icon={<CircleCheck />} title="None" description="A job that fails for good is listed here." />
      ) : (
        <Table label="Failed jobs">
          <TableHead>
            <TableHeader>Job</TableHeader>
            <TableHeader>Error</TableHeader>
            <TableHeader>When</TableHeader>
            <TableHeader>
              <span className="sr-only">Act</span>
            </TableHeader>
          </TableHead>
          <TableBody>
            {failures.map((failure) => (
              <FailureRow key={failure.id} failure={failure} retry={retry} />
            ))}
          </TableBody>
        </Table>
      )}
      {isAsking && (
        <ConfirmDialog
          open
          onOpenChange={setAsking}
          title="Clear the list of failed jobs?"
          description="The list is emptied. What the jobs were to do stays in the database and is done from there."
          confirmLabel="Clear list"
          onConfirm={remove}
        />
      )}
    </Card>
  );
}

function FailureRow({ failure, retry }: { failure: FailedJobView; retry: FailureTableProps['retry'] }) {
  const [isPending, start] = useTransition();
  const again = () =>
    start(async () => {
      const { status, message } = await retry(failure.id);
      if (status === 'failed') toast.error('Not tried again', { description: message });
      else toast.success('Put back into its queue');
    });
  return (
    <TableRow>
      <TableCell at="name" className="min-w-32">
        <span className="font-medium">{failure.name}</span>
        <span className="block text-muted text-xs">
          {failure.queue}, tried {formatCount(failure.attemptCount, 'time')}
        </span>
      </TableCell>
      <TableCell at="line" className="min-w-56 break-words text-muted">
        {failure.error}
      </TableCell>
      <TableCell className="whitespace-nowrap text-muted">
        <RelativeTime at={failure.at} />
      </TableCell>
      <TableCell at="act" className="text-right">
        <Button onClick={again} pending={isPending}>
          Try again
        </Button>
      </TableCell>
    </TableRow>
  );
}
