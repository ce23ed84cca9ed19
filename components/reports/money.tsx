import { Fragment } from 'react';
import { LOCALE } from '@/components/ui/format';
import type { Revenue } from '@/lib/contracts/goals';

/** "€1,249.90 · $10.00": each currency by itself, or a dash. */
export function Money({ revenue }: { revenue: readonly Revenue[] }) {
  if (revenue.length === 0) return <span className="text-faint">–</span>;
  return (
    <span className="tabular">
      {revenue.map((sum, index) => (
        <Fragment key={sum.currency}>
          {index > 0 ? ' ' : ''}
          <span className="whitespace-nowrap">
            {formatMoney(sum)}
            {index < revenue.length - 1 ? ' ·' : ''}
          </span>
        </Fragment>
      ))}
    </span>
  );
}

/** Formatted from the decimal text itself, so that no digit is lost on the way. */
function formatMoney({ currency, amount }: Revenue): string {
  return new Intl.NumberFormat(LOCALE, { style: 'currency', currency }).format(amount as Intl.StringNumericLiteral);
}
