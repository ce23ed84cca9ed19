'use client';

import { cn } from './cn';

const FILL = {
  accent: 'fill-accent',
  success: 'fill-success',
  warning: 'fill-warning',
  danger: 'fill-danger',
  neutral: 'fill-faint',
} as const;

interface ProgressProps {
  label: string;
  /** 0 to max; null while it cannot be told. */
  value: number | null;
  max?: number;
  tone?: keyof typeof FILL;
  className?: string;
}

/** A bar drawn as SVG: a width in a style attribute would break the content security policy. */
export function Progress({ label, value, max = 100, tone = 'accent', className }: ProgressProps) {
  const percent = value === null || max <= 0 ? 0 : Math.min(100, Math.max(0, (value / max) * 100));
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      {...(value === null ? {} : { 'aria-valuenow': Math.round(percent) })}
      className={cn('h-1.5 w-full overflow-hidden rounded-full bg-subtle-strong', className)}
    >
      <svg width="100%" height="100%" preserveAspectRatio="none" aria-hidden="true" className="block">
        <rect
          width={value === null ? '30%' : `${percent}%`}
          height="100%"
          className={cn(FILL[tone], 'transition-[width] duration-300', value === null && 'animate-shimmer')}
        />
      </svg>
    </div>
  );
}
