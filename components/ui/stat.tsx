import type { ReactNode } from 'react';
import { cn } from './cn';
import { formatCompact, formatNumber } from './format';

interface StatProps {
  label: ReactNode;
  /** A number is shown short (12.4K) with the exact one on hover; text as it is. Null: not known. */
  value: number | string | null;
  /** Under the number: a share, a change, a period. */
  detail?: ReactNode;
  className?: string;
}

/** One figure. Put several into a StatGroup. */
export function Stat({ label, value, detail, className }: StatProps) {
  return (
    <div className={cn('grid content-start gap-1 bg-surface px-5 py-4', className)}>
      <dt className="text-muted text-sm">{label}</dt>
      <dd className="tabular font-semibold text-2xl tracking-tight">
        {typeof value === 'number' ? (
          <span title={formatNumber(value)}>{formatCompact(value)}</span>
        ) : (
          (value ?? <span className="text-faint">–</span>)
        )}
      </dd>
      {detail && <dd className="text-faint text-sm">{detail}</dd>}
    </div>
  );
}

/** Figures side by side in one card, parted by hairlines; five and more in rows of three where the screen is not wide. */
export function StatGroup({ className, children }: { className?: string; children: ReactNode }) {
  return (
    <dl
      className={cn(
        'grid auto-cols-fr grid-cols-2 gap-px overflow-hidden rounded-xl border border-line bg-line shadow-sm sm:grid-flow-col sm:grid-cols-none max-sm:[&>:last-child:nth-child(odd)]:col-span-2',
        'sm:max-xl:has-[>:nth-child(5)]:grid-flow-row sm:max-xl:has-[>:nth-child(5)]:grid-cols-3 sm:max-xl:[&>:last-child:nth-child(3n+2):nth-child(n+5)]:col-span-2',
        className,
      )}
    >
      {children}
    </dl>
  );
}
