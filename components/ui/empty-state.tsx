import type { ReactNode } from 'react';
import { cn } from './cn';

interface EmptyStateProps {
  icon?: ReactNode;
  title: ReactNode;
  /** What will be here, and how it gets here. */
  description?: ReactNode;
  /** The next step. */
  action?: ReactNode;
  className?: string;
}

export function EmptyState({ icon, title, description, action, className }: EmptyStateProps) {
  return (
    <div className={cn('flex flex-col items-center px-6 py-14 text-center', className)}>
      {icon && (
        <div
          aria-hidden="true"
          className="mb-4 flex size-11 items-center justify-center rounded-xl border border-line bg-canvas text-muted shadow-sm [&_svg]:size-5"
        >
          {icon}
        </div>
      )}
      <h2 className="font-semibold text-base text-balance">{title}</h2>
      {description && <p className="mt-1 max-w-sm text-muted text-sm text-pretty">{description}</p>}
      {action && <div className="mt-5 flex flex-wrap justify-center gap-2">{action}</div>}
    </div>
  );
}
