import { cn } from './cn';
import { formatCompact, formatNumber, formatShare } from './format';

/** A count in tabular figures, thousands separated; `compact` shortens it and keeps the exact one on hover. */
export function Count({ value, compact, className }: { value: number; compact?: boolean; className?: string }) {
  return (
    <span className={cn('tabular', className)} title={compact ? formatNumber(value) : undefined}>
      {compact ? formatCompact(value) : formatNumber(value)}
    </span>
  );
}

/** A share as a percentage with both numbers on hover. */
export function Share({ part, total, className }: { part: number; total: number; className?: string }) {
  return (
    <span className={cn('tabular', className)} title={`${formatNumber(part)} of ${formatNumber(total)}`}>
      {formatShare(part, total)}
    </span>
  );
}
