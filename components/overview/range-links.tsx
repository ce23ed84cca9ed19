import Link from 'next/link';
import { cn } from '@/components/ui/cn';

export const RANGES = [7, 30, 90] as const;

/** The period that the figures are of; it lives in the address. */
export function RangeLinks({ href, current }: { href: string; current: number }) {
  return (
    <nav aria-label="Period" className="inline-flex h-8 gap-0.5 rounded-md bg-subtle p-0.5 pointer-coarse:h-10">
      {RANGES.map((days) => (
        <Link
          key={days}
          href={`${href}?days=${days}`}
          scroll={false}
          aria-current={days === current ? 'true' : undefined}
          className={cn(
            'flex items-center rounded-sm px-2.5 font-medium text-muted text-sm transition-colors hover:text-fg',
            days === current && 'bg-surface text-fg shadow-sm dark:bg-subtle-strong',
          )}
        >
          {days} days
        </Link>
      ))}
    </nav>
  );
}
