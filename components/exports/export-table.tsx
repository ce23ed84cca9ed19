'use client';

import { Download } from 'lucide-react';
import { type ActionState, answerOf } from '@/components/ui/action-state';
import { ConfirmDialog } from '@/components/ui/alert-dialog';
import { Badge } from '@/components/ui/badge';
import { Button, buttonClass } from '@/components/ui/button';
import { formatCount, formatNumber } from '@/components/ui/format';
import { Progress } from '@/components/ui/progress';
import { AbsoluteTime, RelativeTime } from '@/components/ui/relative-time';
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from '@/components/ui/table';
import { toast } from '@/components/ui/toast';
import { undoAction } from '@/components/ui/undo-action';
import type { ExportView } from '@/lib/contracts/exports';
import { EXPORT_STATES, exportTitle, formatBytes } from './export-words';

interface ExportTableProps {
  exports: readonly ExportView[];
  campaignNames: Record<string, string>;
  /** Of the API: its downloads take the dashboard's cookie too. */
  basePath: string;
  remove: (exportId: string) => Promise<ActionState>;
  restore: (exportId: string) => Promise<ActionState>;
}

export function ExportTable({ exports, campaignNames, basePath, remove, restore }: ExportTableProps) {
  return (
    <Table label="Exports" dense>
      <TableHead>
        <TableHeader>What</TableHeader>
        <TableHeader>Status</TableHeader>
        <TableHeader className="@max-3xl:hidden print:table-cell">Asked for</TableHeader>
        <TableHeader>Kept until</TableHeader>
        <TableHeader>
          <span className="sr-only">Actions</span>
        </TableHeader>
      </TableHead>
      <TableBody>
        {exports.map((each) => {
          const title = exportTitle(each, campaignNames);
          return (
            <TableRow key={each.id}>
              <TableCell at="name" className="w-full max-w-0 min-w-32">
                <span className="grid gap-0.5">
                  <span className="truncate font-medium" title={title}>
                    {title}
                  </span>
                  <span className="text-faint text-xs">
                    {each.format === 'csv' ? 'CSV' : 'JSON'}
                    {each.state === 'done' && `, ${formatBytes(each.byteCount)}`}
                  </span>
                </span>
              </TableCell>
              <TableCell at="state" className="min-w-28">
                <State view={each} title={title} />
              </TableCell>
              <TableCell label="Asked for" className="@max-3xl:hidden whitespace-nowrap text-muted print:table-cell">
                <RelativeTime at={each.createdAt} />
              </TableCell>
              <TableCell label="Kept until" className="whitespace-nowrap text-muted">
                <AbsoluteTime at={each.expiresAt} />
              </TableCell>
              <TableCell at="foot" className="text-right">
                <span className="inline-flex items-center gap-1">
                  {each.state === 'done' && (
                    <a
                      href={`${basePath}/${each.id}/download`}
                      download
                      className={buttonClass({ size: 'sm' })}
                      aria-label={`Download ${title}`}
                    >
                      <Download aria-hidden="true" />
                      Download
                    </a>
                  )}
                  <DeleteExport view={each} title={title} remove={remove} restore={restore} />
                </span>
              </TableCell>
            </TableRow>
          );
        })}
      </TableBody>
    </Table>
  );
}

function State({ view, title }: { view: ExportView; title: string }) {
  const { label, tone } = EXPORT_STATES[view.state];
  return (
    <span className="grid justify-items-start gap-1.5 narrow:min-w-24 narrow:max-w-40 narrow:justify-items-end">
      <Badge tone={tone} dot>
        {label}
      </Badge>
      {view.state === 'running' && (
        <Progress
          label={`Progress of ${title}`}
          value={view.totalCount === null ? null : view.rowCount}
          max={view.totalCount ?? 1}
        />
      )}
      <span className="text-faint text-xs tabular-nums">
        {view.state === 'failed' && 'A page could not be made. Start another one.'}
        {view.state === 'done' && formatCount(view.rowCount, 'row')}
        {view.state === 'running' &&
          (view.totalCount === null
            ? 'Counting'
            : `${formatNumber(view.rowCount)} of ${formatCount(view.totalCount, 'row')}`)}
        {view.state === 'pending' && 'A worker takes it shortly'}
      </span>
    </span>
  );
}

interface DeleteExportProps extends Pick<ExportTableProps, 'remove' | 'restore'> {
  view: ExportView;
  title: string;
}

function DeleteExport({ view, title, remove, restore }: DeleteExportProps) {
  const isUnderWay = view.state === 'pending' || view.state === 'running';
  return (
    <ConfirmDialog
      trigger={
        <Button size="sm" variant="dangerGhost" aria-label={`${isUnderWay ? 'Stop' : 'Delete'} ${title}`}>
          {isUnderWay ? 'Stop' : 'Delete'}
        </Button>
      }
      title={isUnderWay ? 'Stop this export?' : 'Delete this export?'}
      description="Nobody can download it any more. What it is made of stays, so you can start another one."
      confirmLabel={isUnderWay ? 'Stop export' : 'Delete export'}
      onConfirm={async () => {
        const answer = await answerOf(remove(view.id));
        if (answer.status === 'failed') toast.error('Not deleted', { description: answer.message });
        else toast(isUnderWay ? 'Export stopped' : 'Export deleted', { action: undoAction(() => restore(view.id)) });
        return answer.status !== 'failed';
      }}
    />
  );
}
