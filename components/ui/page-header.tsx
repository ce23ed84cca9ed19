import type { ReactNode } from 'react';
import { cn } from './cn';

interface PageHeaderProps {
  title: ReactNode;
  description?: ReactNode;
  /** Beside the title: a status badge. */
  badge?: ReactNode;
  /** Buttons, the primary one last. */
  actions?: ReactNode;
  className?: string;
}

/** The h1 of a page. Breadcrumbs are the shell's. */
export function PageHeader({ title, description, badge, actions, className }: PageHeaderProps) {
  return (
    <header className={cn('mb-6 flex flex-wrap items-start justify-between gap-x-6 gap-y-3', className)}>
      <div className={cn('grid min-w-0 gap-1', actions && 'sm:min-w-64 sm:grow')}>
        <div className="flex min-w-0 flex-wrap items-center gap-x-2.5 gap-y-1">
          <h1 className="min-w-0 break-words font-semibold text-xl tracking-tight">{title}</h1>
          {badge}
        </div>
        {description && (
          // Beside actions of no width of its own: a long one wraps, and does not push them beneath it.
          <p
            className={cn(
              'text-base text-muted text-pretty',
              actions ? 'sm:w-0 sm:min-w-[min(100%,42rem)]' : 'max-w-2xl',
            )}
          >
            {description}
          </p>
        )}
      </div>
      {actions && <div className="flex flex-wrap items-center gap-2 print:hidden">{actions}</div>}
    </header>
  );
}

/** The width and padding of a page's content; `narrow` for forms. */
export function Page({
  width = 'wide',
  className,
  children,
}: {
  width?: 'wide' | 'narrow' | 'full';
  className?: string;
  children: ReactNode;
}) {
  return (
    <div
      className={cn(
        'mx-auto w-full px-4 pt-6 pb-16 sm:px-6 lg:px-8 lg:pt-8',
        width === 'wide' && 'max-w-6xl',
        width === 'narrow' && 'max-w-3xl',
        className,
      )}
    >
      {children}
    </div>
  );
}
