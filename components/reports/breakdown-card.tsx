import type { ReactNode } from 'react';
import { Card, CardHeader } from '@/components/ui/card';
import { cn } from '@/components/ui/cn';
import type { BreakdownRow } from '@/lib/contracts/reports';
import { BreakdownRows } from './breakdown-rows';

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
  return (
    // Not torn by a column; on paper, where all rows stand, it may be longer than a sheet.
    <Card
      aria-labelledby={id}
      className={cn('break-inside-avoid', rows.length > MOST_ROWS && 'print:break-inside-auto')}
    >
      <CardHeader title={title} titleId={id} actions={actions} className="pb-3" />
      <BreakdownRows title={title} what={what} groups={rows} most={MOST_ROWS} />
    </Card>
  );
}
