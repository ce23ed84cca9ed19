'use client';

import { cn } from '@/components/ui/cn';

/** A bell in the arch of its tower. Decorative: the name stands beside it. */
export function LogoMark({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 24 24" aria-hidden="true" className={cn('size-6 text-accent', className)}>
      <path
        fill="currentColor"
        fillRule="evenodd"
        d="M11.35 1.3a1 1 0 0 1 1.3 0l7.4 6.4c.28.25.45.6.45.98V21a1.5 1.5 0 0 1-1.5 1.5H5A1.5 1.5 0 0 1 3.5 21V8.68c0-.38.17-.73.45-.98l7.4-6.4ZM12 8.25c-2.35 0-3.7 1.75-3.85 4.05-.16 2.5-.5 3.45-1.5 4.35-.63.57-.25 1.6.6 1.6h9.5c.85 0 1.23-1.03.6-1.6-1-.9-1.34-1.85-1.5-4.35-.15-2.3-1.5-4.05-3.85-4.05Zm-1.6 11a1.75 1.75 0 0 0 3.2 0h-3.2Z"
      />
    </svg>
  );
}

export function Logo({ className }: { className?: string }) {
  return (
    <span className={cn('inline-flex items-center gap-2 font-semibold text-lg tracking-tight', className)}>
      <LogoMark />
      Belfry
    </span>
  );
}
