'use client';

import { Archive, Send } from 'lucide-react';
import Link from 'next/link';
import { Suspense, use, useOptimistic, useTransition } from 'react';
import { answerOf } from '@/components/ui/action-state';
import { Button, buttonClass } from '@/components/ui/button';
import { formatNumber } from '@/components/ui/format';
import { keepFocusNear } from '@/components/ui/keep-focus-near';
import { RelativeTime } from '@/components/ui/relative-time';
import { Skeleton } from '@/components/ui/skeleton';
import { rowLinkClass, Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from '@/components/ui/table';
import { toast } from '@/components/ui/toast';
import { undoAction } from '@/components/ui/undo-action';
import { type CampaignNames, describeRule } from '@/lib/contracts/segment-text';
import type { SegmentView } from '@/lib/contracts/segments';
import type { SegmentCount } from '@/lib/segments/count-segments';
import { roundToMargin } from './round-to-margin';
import type { SegmentActions } from './segment.types';

interface SegmentTableProps extends Pick<SegmentActions, 'archive' | 'restore'> {
  segments: SegmentView[];
  /** By segment id; null when the count failed. They stream in after the page. */
  counts: Record<string, Promise<SegmentCount | null>>;
  /** Of the campaigns that the rules refer to. */
  campaigns: CampaignNames;
  basePath: string;
  canEdit: boolean;
}

export function SegmentTable({ segments, counts, campaigns, basePath, canEdit, archive, restore }: SegmentTableProps) {
  const [shown, hide] = useOptimistic(segments, (list, id: string) => list.filter((segment) => segment.id !== id));
  const [, startArchiving] = useTransition();
  const onArchive = (segment: SegmentView) =>
    startArchiving(async () => {
      hide(segment.id);
      const answer = await answerOf(archive(segment.id));
      if (answer.status === 'failed') {
        toast.error('Not archived', { description: answer.message });
        return;
      }
      toast(`“${segment.name}” archived`, {
        description: 'Drafts that use it must choose another.',
        action: undoAction(() => restore(segment.id)),
      });
    });
  return (
    <Table label="Segments">
      <TableHead>
        <TableHeader>Segment</TableHeader>
        <TableHeader numeric>Subscribers</TableHeader>
        <TableHeader>Changed</TableHeader>
        {canEdit ? (
          <TableHeader>
            <span className="sr-only">Actions</span>
          </TableHeader>
        ) : null}
      </TableHead>
      <TableBody>
        {shown.map((segment) => (
          <TableRow key={segment.id} interactive>
            <TableCell at="name" className="w-full max-w-0 min-w-64">
              <Link href={`${basePath}/segments/${segment.id}`} className={rowLinkClass}>
                {segment.name}
              </Link>
              <p className="truncate text-muted" title={describeRule(segment.rule, campaigns)}>
                {describeRule(segment.rule, campaigns)}
              </p>
            </TableCell>
            <TableCell numeric label="Subscribers">
              <Suspense fallback={<Skeleton className="w-12 ml-auto narrow:inline-block" />}>
                <CountCell count={counts[segment.id]} />
              </Suspense>
            </TableCell>
            <TableCell label="Changed" className="whitespace-nowrap text-muted">
              <RelativeTime at={segment.updatedAt} />
            </TableCell>
            {canEdit ? (
              <TableCell at="act" className="text-right">
                <span className="relative z-10 flex justify-end gap-0.5">
                  <Link
                    href={`${basePath}/campaigns/new?segment=${segment.id}`}
                    aria-label={`New campaign to ${segment.name}`}
                    title="New campaign to it"
                    className={buttonClass({ variant: 'ghost', size: 'iconSm' })}
                  >
                    <Send aria-hidden />
                  </Link>
                  <Button
                    variant="ghost"
                    size="iconSm"
                    aria-label={`Archive ${segment.name}`}
                    title="Archive"
                    onClick={(event) => {
                      keepFocusNear(event.currentTarget);
                      onArchive(segment);
                    }}
                  >
                    <Archive />
                  </Button>
                </span>
              </TableCell>
            ) : null}
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}

function CountCell({ count }: { count: Promise<SegmentCount | null> | undefined }) {
  const value = count ? use(count) : null;
  if (value === null) {
    return (
      <span className="text-faint" title="Could not be counted">
        –
      </span>
    );
  }
  const { margin } = value;
  return (
    <span
      className="whitespace-nowrap"
      title={margin === null ? undefined : `Estimated, give or take ${formatNumber(roundToMargin(margin, margin))}`}
    >
      {margin === null ? null : <span className="text-muted">about </span>}
      <span className="font-medium">{formatNumber(roundToMargin(value.count, margin))}</span>
    </span>
  );
}
