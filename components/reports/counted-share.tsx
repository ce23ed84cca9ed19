import { formatNumber, formatShare } from '@/components/ui/format';

/** Below it a percentage says more than is known. */
const FEW = 30;

/** A count, and what it is of: a percentage, or both numbers where they are small. */
export function CountedShare({ count, total }: { count: number; total: number }) {
  return (
    <>
      {formatNumber(count)}{' '}
      <span
        className="whitespace-nowrap text-muted text-xs block narrow:inline"
        title={`${formatNumber(count)} of ${formatNumber(total)}`}
      >
        {total < FEW ? `of ${formatNumber(total)}` : formatShare(count, total)}
      </span>
    </>
  );
}
