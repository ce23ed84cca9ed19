import { CircleAlert, CircleCheck, Info, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { cn } from './cn';

const LOOKS = {
  info: { icon: Info, box: 'bg-info-soft', ink: 'text-info-ink' },
  success: { icon: CircleCheck, box: 'bg-success-soft', ink: 'text-success-ink' },
  warning: { icon: TriangleAlert, box: 'bg-warning-soft', ink: 'text-warning-ink' },
  danger: { icon: CircleAlert, box: 'bg-danger-soft', ink: 'text-danger-ink' },
} as const;

interface CalloutProps {
  tone?: keyof typeof LOOKS;
  title?: ReactNode;
  children?: ReactNode;
  action?: ReactNode;
  /** Reads it out when it appears: for errors after an act. */
  live?: boolean;
  className?: string;
}

/** A remark in the page: what happened, what was kept, how to go on. */
export function Callout({ tone = 'info', title, children, action, live, className }: CalloutProps) {
  const { icon: Icon, box, ink } = LOOKS[tone];
  return (
    <div
      role={live ? 'alert' : undefined}
      className={cn('flex flex-wrap gap-2.5 rounded-lg px-3.5 py-3 text-sm', box, className)}
    >
      <Icon aria-hidden="true" className={cn('mt-0.5 size-4 shrink-0', ink)} />
      {/* Where the buttons would leave it a narrow column, they stand below. */}
      <div className="grid min-w-0 flex-1 basis-48 gap-0.5">
        {title && <p className={cn('font-medium', ink)}>{title}</p>}
        {children && <div className="text-fg/85">{children}</div>}
      </div>
      {action && <div className="max-w-full shrink-0 self-center max-sm:ml-6.5 print:hidden">{action}</div>}
    </div>
  );
}
