'use client';

import type { ReactNode } from 'react';
import { formatNumber, formatShare } from './format';

interface BarListProps {
  label: string;
  items: readonly { key: string; label: ReactNode; value: number }[];
  /** What the shares are of; the sum of the items when left out. */
  total?: number;
}

/** A short ranking: name, bar, count and share. */
export function BarList({ label, items, total }: BarListProps) {
  const whole = total ?? items.reduce((sum, item) => sum + item.value, 0);
  const largest = items.reduce((max, item) => Math.max(max, item.value), 0);
  return (
    <ul aria-label={label} className="grid grid-cols-1 gap-1 print:break-inside-avoid">
      {items.map((item) => (
        <li key={item.key} className="relative flex h-8 items-center justify-between gap-3 px-2.5 text-sm">
          <svg aria-hidden="true" width="100%" height="100%" className="absolute inset-0">
            <rect
              width={`${largest > 0 ? Math.max(1, (item.value / largest) * 100) : 0}%`}
              height="100%"
              rx="5"
              className="fill-accent-soft"
            />
          </svg>
          <span className="relative min-w-0 truncate">{item.label}</span>
          <span className="tabular relative flex shrink-0 items-baseline gap-2">
            <span className="font-medium">{formatNumber(item.value)}</span>
            <span className="w-11 text-right text-muted text-xs">{formatShare(item.value, whole)}</span>
          </span>
        </li>
      ))}
    </ul>
  );
}
