'use client';

import type { ComponentProps, ReactNode } from 'react';
import { cn } from './cn';
import { useFieldControl } from './field';

interface SwitchProps extends Omit<ComponentProps<'input'>, 'type' | 'role' | 'children'> {
  /** Text at the left of the switch; leave out only inside a Field or with aria-label. */
  label?: ReactNode;
  description?: ReactNode;
}

/** On or off at once, for settings; a Checkbox for what is submitted later. */
export function Switch({ label, description, className, ...props }: SwitchProps) {
  const field = useFieldControl();
  const control = (
    <span className={cn('relative inline-flex h-5 w-8 shrink-0', className)}>
      <input
        type="checkbox"
        // biome-ignore lint/a11y/useAriaPropsForRole: a checkbox carries its state by itself.
        role="switch"
        className={cn(
          'peer h-5 w-8 appearance-none rounded-full bg-line-strong transition-colors checked:bg-accent',
          'hover:bg-faint/60 checked:hover:bg-accent-hover disabled:opacity-50 forced-colors:border',
        )}
        {...field}
        {...props}
      />
      <span
        aria-hidden="true"
        className="pointer-events-none absolute top-0.5 left-0.5 size-4 rounded-full bg-white shadow-sm transition-transform peer-checked:translate-x-3"
      />
    </span>
  );
  if (label === undefined) return control;
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: the switch is inside.
    <label className="flex cursor-pointer items-start justify-between gap-6 has-disabled:cursor-not-allowed">
      <span className="grid gap-0.5">
        <span className="font-medium text-fg text-sm">{label}</span>
        {description && <span className="text-faint text-sm">{description}</span>}
      </span>
      {control}
    </label>
  );
}
