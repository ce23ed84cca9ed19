'use client';

import { Check } from 'lucide-react';
import type { ComponentProps, ReactNode } from 'react';
import { cn } from './cn';
import { useFieldControl } from './field';

interface CheckboxProps extends Omit<ComponentProps<'input'>, 'type' | 'children'> {
  /** Text beside the box; leave out only inside a Field or with aria-label. */
  label?: ReactNode;
  description?: ReactNode;
}

/** A native checkbox, so that it submits and hydrates without a hidden twin. */
export function Checkbox({ label, description, className, ...props }: CheckboxProps) {
  const field = useFieldControl();
  const box = (
    <span className={cn('relative inline-flex size-4 shrink-0', label !== undefined && 'mt-0.5', className)}>
      <input
        type="checkbox"
        className={cn(
          'peer size-4 appearance-none rounded-sm border border-line-strong bg-surface shadow-sm transition-colors',
          'checked:border-accent checked:bg-accent hover:border-faint checked:hover:border-accent-hover disabled:opacity-50',
          'aria-invalid:border-danger',
        )}
        {...field}
        {...props}
      />
      <Check
        aria-hidden="true"
        strokeWidth={3}
        className="pointer-events-none absolute inset-0 m-auto size-3 scale-75 text-accent-fg opacity-0 transition peer-checked:scale-100 peer-checked:opacity-100"
      />
    </span>
  );
  if (label === undefined) return box;
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: the box is inside.
    <label className="flex cursor-pointer items-start gap-2.5 has-disabled:cursor-not-allowed has-disabled:opacity-60">
      {box}
      <span className="grid gap-0.5">
        <span className="text-fg text-sm">{label}</span>
        {description && <span className="text-faint text-sm">{description}</span>}
      </span>
    </label>
  );
}
