import type { ComponentProps } from 'react';
import { cn } from './cn';

export function Label({ className, children, ...props }: ComponentProps<'label'>) {
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: the caller gives htmlFor or wraps the control.
    <label className={cn('font-medium text-fg text-sm', className)} {...props}>
      {children}
    </label>
  );
}
