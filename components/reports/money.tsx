import { LOCALE } from '@/components/ui/format';
import type { Revenue } from '@/lib/contracts/goals';

/** "€1,249.90 · $10.00": each currency by itself, or a dash. */
export function Money({ revenue }: { revenue: readonly Revenue[] }) {
  if (revenue.length === 0) return <span className="text-faint">–</span>;
  return (
    <span className="tabular">
      {revenue.map((sum, index) => (
        <span key={sum.currency} className="whitespace-nowrap">
          {index > 0 ? ' · ' : ''}
          {formatMoney(sum)}
        </span>
      ))}
    </span>
  );
}

/** Formatted from the decimal text itself, so that no digit is lost on the way. */
function formatMoney({ currency, amount }: Revenue): string {
  return new Intl.NumberFormat(LOCALE, { style: 'currency', currency }).format(amount as Intl.StringNumericLiteral);
}
