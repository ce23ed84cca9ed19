import type { ComponentProps, ReactNode } from 'react';
import { cn } from './cn';

export function Card({ className, ...props }: ComponentProps<'section'>) {
  return <section className={cn('min-w-0 rounded-xl border border-line bg-surface shadow-sm', className)} {...props} />;
}

interface CardHeaderProps {
  title: ReactNode;
  description?: ReactNode;
  /** Buttons or links at the right. */
  actions?: ReactNode;
  /** Ties the card to its title: `<Card aria-labelledby={id}>`. */
  titleId?: string;
  className?: string;
}

export function CardHeader({ title, description, actions, titleId, className }: CardHeaderProps) {
  return (
    <header className={cn('flex flex-wrap items-start justify-between gap-x-4 gap-y-2 px-5 pt-4', className)}>
      <div className={cn('grid min-w-0 gap-0.5', description && actions && 'sm:min-w-40 sm:grow')}>
        <h2 id={titleId} className="font-semibold text-base">
          {title}
        </h2>
        {/* Of no width of its own, so that a long one wraps beside the actions and does not push them beneath it. */}
        {description && <p className={cn('text-muted text-sm', actions && 'sm:w-0 sm:min-w-full')}>{description}</p>}
      </div>
      {actions && <div className="flex items-center gap-2 sm:-mt-1 sm:min-h-7">{actions}</div>}
    </header>
  );
}

export function CardBody({ className, ...props }: ComponentProps<'div'>) {
  return <div className={cn('px-5 py-4', className)} {...props} />;
}

/** A bar at the foot: a remark at the left, the button that saves at the right. */
export function CardFooter({ className, ...props }: ComponentProps<'footer'>) {
  return (
    <footer
      className={cn(
        'flex flex-wrap items-center justify-between gap-3 rounded-b-xl border-line border-t bg-canvas px-5 py-3 text-faint text-sm *:last:ml-auto',
        className,
      )}
      {...props}
    />
  );
}
